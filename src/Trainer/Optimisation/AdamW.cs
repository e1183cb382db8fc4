using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Optimisation;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101): torch's arithmetic with a state that can be saved.
/// Moments are fp32 whatever the parameters are.</summary>
internal sealed class AdamW : IParameterOptimizer
{
    private const string FirstMoment = ".mean";
    private const string SecondMoment = ".square";
    private const string StepCount = ".steps";
    private readonly List<(AdamWGroup Group, NamedParameter Parameter, Moments Moments)> slots = [];

    public AdamW(params IEnumerable<AdamWGroup> groups)
    {
        using var none = no_grad();
        foreach (var group in groups)
        {
            foreach (var parameter in group.Parameters)
                slots.Add((group, parameter, new(parameter.Value.shape)));
        }
        StateTensors.RequireDifferentNames(Parameters);
    }

    public IEnumerable<NamedParameter> Parameters => slots.Select(s => s.Parameter);

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
        }
        return state;
    }

    public void Restore(Func<string, Tensor> read)
    {
        StateTensors.Copy(read, State());
        foreach (var (_, _, moments) in slots)
            moments.Steps = moments.StepTensor.Number<long>();
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
        if (group.WeightDecay != 0)
            parameter.Mul_(1 - rate * group.WeightDecay);
        moments.First.Mul_(group.Beta1).Add_(gradient, 1 - group.Beta1);
        moments.Second.Mul_(group.Beta2).AddProduct_(gradient, gradient, 1 - group.Beta2);
        using var divisor = moments.Second.sqrt().Mul_(1 / Math.Sqrt(secondCorrection)).Add_(group.Epsilon);
        if (parameter.dtype == ScalarType.Float32)
        {
            parameter.AddQuotient_(moments.First, divisor, -rate / firstCorrection);
            return;
        }
        // Lower precision: the quotient in fp32, rounded once.
        using var move = moments.First.div(divisor).Mul_(-rate / firstCorrection);
        parameter.copy_(parameter.to_type(float32).Add_(move));
    }

    /// <summary>Running means of one parameter's gradient.</summary>
    private sealed class Moments(long[] shape) : IDisposable
    {
        public Tensor First { get; } = zeros(shape, float32).DetachFromDisposeScope();

        public Tensor Second { get; } = zeros(shape, float32).DetachFromDisposeScope();

        public Tensor StepTensor { get; } = zeros([], int64).DetachFromDisposeScope();

        public long Steps { get; set; }

        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
            StepTensor.Dispose();
        }
    }
}
