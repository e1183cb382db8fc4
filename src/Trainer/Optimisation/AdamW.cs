using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Optimisation;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101): torch's arithmetic with a state that can be saved.
/// Moments are fp32 whatever the parameters are; parameters of lower precision are rounded copies of fp32 master weights kept here, so that
/// steps too small for their type still add up.</summary>
internal sealed class AdamW : IParameterOptimizer
{
    private const string FirstMoment = ".mean";
    private const string SecondMoment = ".square";
    private const string StepCount = ".steps";

    private const string MasterWeight = ".master";

    private readonly List<(AdamWGroup Group, NamedParameter Parameter, Moments Moments)> slots = [];

    public AdamW(params IEnumerable<AdamWGroup> groups)
    {
        using var none = no_grad();
        foreach (var group in groups)
        {
            foreach (var parameter in group.Parameters)
                slots.Add((group, parameter, new(parameter.Value)));
        }
        StateTensors.RequireDifferentNames(Parameters);
    }

    public IEnumerable<NamedParameter> Parameters => slots.Select(s => s.Parameter);

    /// <summary>The weights in full precision, by name: master weights where there are any, else the parameters. They stay the optimizer's.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Weights =>
        slots.Select(s => KeyValuePair.Create(s.Parameter.Name, s.Moments.Master ?? s.Parameter.Value));

    /// <summary>Whether an entry of the state is a master weight, which <see cref="Weights"/> has as well.</summary>
    public static bool IsMaster(string stateName) => stateName.EndsWith(MasterWeight, StringComparison.Ordinal);

    /// <summary>The parameter whose master weight an entry of the state is.</summary>
    public static string ParameterOf(string master) => master[..^MasterWeight.Length];

    public void Step(double learningRateScale = 1)
    {
        using var none = no_grad();
        foreach (var (group, parameter, moments) in slots)
        {
            using var scope = NewDisposeScope();
            if (parameter.Value.grad is { } gradient)
                Update(group, parameter.Value, gradient.to_type(float32), moments, group.LearningRate * learningRateScale);
        }
    }

    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        foreach (var (_, parameter, moments) in slots)
        {
            StateTensors.Set(moments.StepTensor, moments.Steps);
            state[parameter.Name + FirstMoment] = moments.First;
            state[parameter.Name + SecondMoment] = moments.Second;
            state[parameter.Name + StepCount] = moments.StepTensor;
            if (moments.Master is { } master)
                state[parameter.Name + MasterWeight] = master;
        }
        return state;
    }

    public void Restore(Func<string, Tensor> read)
    {
        StateTensors.Copy(read, State());
        using var none = no_grad();
        foreach (var (_, parameter, moments) in slots)
        {
            moments.Steps = moments.StepTensor.Number<long>();
            if (moments.Master is { } master)
                parameter.Value.copy_(master);
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, moments) in slots)
            moments.Dispose();
    }

    private static void Update(AdamWGroup group, Tensor parameter, Tensor gradient, Moments moments, double rate)
    {
        moments.Steps++;
        var firstCorrection = 1 - Math.Pow(group.Beta1, moments.Steps);
        var secondCorrection = 1 - Math.Pow(group.Beta2, moments.Steps);
        var weights = moments.Master ?? parameter; // fp32
        if (group.WeightDecay != 0)
            weights.Mul_(1 - rate * group.WeightDecay);
        moments.First.Mul_(group.Beta1).Add_(gradient, 1 - group.Beta1);
        moments.Second.Mul_(group.Beta2).AddProduct_(gradient, gradient, 1 - group.Beta2);
        using var divisor = moments.Second.sqrt().Mul_(1 / Math.Sqrt(secondCorrection)).Add_(group.Epsilon);
        weights.AddQuotient_(moments.First, divisor, -rate / firstCorrection);
        if (moments.Master is not null)
            parameter.copy_(weights);
    }

    /// <summary>Running means of one parameter's gradient, and its master weights.</summary>
    private sealed class Moments(Tensor parameter) : IDisposable
    {
        public Tensor First { get; } = zeros(parameter.shape, float32).DetachFromDisposeScope();

        public Tensor Second { get; } = zeros(parameter.shape, float32).DetachFromDisposeScope();

        /// <summary>Null where the parameter is fp32 itself.</summary>
        public Tensor? Master { get; } =
            parameter.dtype == ScalarType.Float32 ? null : parameter.detach().to_type(float32).DetachFromDisposeScope();

        public Tensor StepTensor { get; } = zeros([], int64).DetachFromDisposeScope();

        public long Steps { get; set; }

        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
            Master?.Dispose();
            StepTensor.Dispose();
        }
    }
}
