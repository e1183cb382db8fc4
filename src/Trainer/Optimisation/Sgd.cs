using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Optimisation;

/// <summary>Stochastic gradient descent with momentum: torch's arithmetic with a state that can be saved.</summary>
internal sealed class Sgd : IParameterOptimizer
{
    private const string Direction = ".direction";
    private const string StepCount = ".steps";
    private readonly List<(SgdGroup Group, NamedParameter Parameter, Tensor Direction, Tensor Steps)> slots = [];

    public Sgd(params IEnumerable<SgdGroup> groups)
    {
        using var none = no_grad();
        foreach (var group in groups)
        {
            if (group.Nesterov && (group.Momentum <= 0 || group.Dampening != 0))
                throw new ArgumentException("Nesterov needs momentum above 0 and dampening of 0.", nameof(groups));
            foreach (var parameter in group.Parameters)
            {
                var direction = zeros(group.Momentum == 0 ? [0] : parameter.Value.shape, float32).DetachFromDisposeScope();
                slots.Add((group, parameter, direction, zeros([], int64).DetachFromDisposeScope()));
            }
        }
        StateTensors.RequireDifferentNames(Parameters);
    }

    public IEnumerable<NamedParameter> Parameters => slots.Select(s => s.Parameter);

    public void Step(double learningRateScale = 1)
    {
        using var none = no_grad();
        foreach (var (group, parameter, direction, steps) in slots)
        {
            using var scope = NewDisposeScope();
            if (parameter.Value.grad is not { } raw)
                continue;
            var gradient = raw.to_type(float32);
            if (group.WeightDecay != 0)
                gradient = gradient.add(parameter.Value, alpha: group.WeightDecay);
            if (group.Momentum != 0)
            {
                if (steps.item<long>() == 0)
                    direction.copy_(gradient);
                else
                    direction.mul_(group.Momentum).add_(gradient, alpha: 1 - group.Dampening);
                gradient = group.Nesterov ? gradient.add(direction, alpha: group.Momentum) : direction;
            }
            steps.add_(1);
            parameter.Value.add_(gradient, alpha: -group.LearningRate * learningRateScale);
        }
    }

    public IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        foreach (var (_, parameter, direction, steps) in slots)
        {
            state[parameter.Name + StepCount] = steps;
            if (direction.numel() > 0)
                state[parameter.Name + Direction] = direction;
        }
        return state;
    }

    public void Restore(Func<string, Tensor> read) => StateTensors.Copy(read, State());

    public void Dispose()
    {
        foreach (var (_, _, direction, steps) in slots)
        {
            direction.Dispose();
            steps.Dispose();
        }
    }
}
