using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Optimisation;

/// <summary>Stochastic gradient descent with momentum: torch's arithmetic with a state that can be saved.</summary>
internal sealed class Sgd : IParameterOptimizer
{
    private const string DirectionName = ".direction";
    private const string StepCount = ".steps";
    private readonly List<Slot> slots = [];

    public Sgd(params IEnumerable<SgdGroup> groups)
    {
        using var none = no_grad();
        foreach (var group in groups)
        {
            if (group.Nesterov && (group.Momentum <= 0 || group.Dampening != 0))
                throw new ArgumentException("Nesterov needs momentum above 0 and dampening of 0.", nameof(groups));
            slots.AddRange(group.Parameters.Select(parameter => new Slot(group, parameter)));
        }
        StateTensors.RequireDifferentNames(Parameters);
    }

    public IEnumerable<NamedParameter> Parameters => slots.Select(s => s.Parameter);

    public void Step(double learningRateScale = 1)
    {
        using var none = no_grad();
        foreach (var slot in slots)
        {
            using var scope = NewDisposeScope();
            if (slot.Parameter.Value.grad is { } gradient)
                slot.Update(gradient.to_type(float32), slot.Group.LearningRate * learningRateScale);
        }
    }

    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        foreach (var slot in slots)
        {
            StateTensors.Set(slot.StepTensor, slot.Steps);
            state[slot.Parameter.Name + StepCount] = slot.StepTensor;
            if (slot.Group.Momentum != 0)
                state[slot.Parameter.Name + DirectionName] = slot.Direction;
        }
        return state;
    }

    public void Restore(Func<string, Tensor> read)
    {
        StateTensors.Copy(read, State());
        foreach (var slot in slots)
            slot.Steps = slot.StepTensor.Number<long>();
    }

    public void Dispose()
    {
        foreach (var slot in slots)
            slot.Dispose();
    }

    private sealed class Slot(SgdGroup group, NamedParameter parameter) : IDisposable
    {
        public SgdGroup Group { get; } = group;

        public NamedParameter Parameter { get; } = parameter;

        public Tensor Direction { get; } =
            zeros(group.Momentum == 0 ? [0] : parameter.Value.shape, float32).DetachFromDisposeScope();

        public Tensor StepTensor { get; } = zeros([], int64).DetachFromDisposeScope();

        public long Steps { get; set; }

        public void Update(Tensor gradient, double rate)
        {
            if (Group.WeightDecay != 0)
                gradient = gradient.Plus(Parameter.Value.Times(Group.WeightDecay));
            if (Group.Momentum != 0)
            {
                // The first direction is the gradient itself, undampened.
                if (Steps == 0)
                    Direction.copy_(gradient);
                else
                    Direction.Mul_(Group.Momentum).Add_(gradient, 1 - Group.Dampening);
                gradient = Group.Nesterov ? gradient.Plus(Direction.Times(Group.Momentum)) : Direction;
            }
            Steps++;
            Parameter.Value.Add_(gradient, -rate);
        }

        public void Dispose()
        {
            Direction.Dispose();
            StepTensor.Dispose();
        }
    }
}
