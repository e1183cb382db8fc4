using TorchSharp;
using Trainer.Optimisation;
using Trainer.Tests.Reference;
using static TorchSharp.torch;

namespace Trainer.Tests.Optimisation;

/// <summary>What a killed and resumed run rests on.</summary>
public sealed class ParameterOptimizerTests
{
    public static TheoryData<string> Names => ["adamw", "sgd", "nesterov"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_restored_optimizer_goes_on_bit_for_bit(string name)
    {
        using var scope = NewDisposeScope();
        var straight = Parameters();
        using var first = Make(name, straight);
        for (var step = 0; step < 4; step++)
            Step(first, straight, step);
        var values = straight.Select(p => p.Value.detach().clone()).ToArray();
        var saved = first.State().ToDictionary(s => s.Key, s => s.Value.clone());
        for (var step = 4; step < 8; step++)
            Step(first, straight, step);

        var resumed = Parameters();
        using (no_grad())
        {
            for (var i = 0; i < values.Length; i++)
                resumed[i].Value.copy_(values[i]);
        }
        using var second = Make(name, resumed);
        second.Restore(key => saved[key].clone());
        for (var step = 4; step < 8; step++)
            Step(second, resumed, step);
        for (var i = 0; i < values.Length; i++)
            Assert.Equal(RecordedTensors.Numbers(straight[i].Value), RecordedTensors.Numbers(resumed[i].Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_of_another_shape_is_refused_and_changes_nothing(string name)
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters();
        using var optimizer = Make(name, parameters);
        Step(optimizer, parameters, 0);
        var before = optimizer.State().ToDictionary(s => s.Key, s => RecordedTensors.Numbers(s.Value));
        var error = Assert.Throws<ArgumentException>(() =>
            optimizer.Restore(key => key.EndsWith("steps", StringComparison.Ordinal) ? zeros([], int64) : zeros(9))
        );
        Assert.Contains("Float32 [9], not Float32 [3]", error.Message, StringComparison.Ordinal);
        Assert.All(optimizer.State(), s => Assert.Equal(before[s.Key], RecordedTensors.Numbers(s.Value)));
    }

    [Fact]
    public void Half_precision_parameters_move_with_full_precision_moments()
    {
        using var scope = NewDisposeScope();
        var parameter = ones(4).to_type(bfloat16).requires_grad_();
        using var optimizer = new AdamW(new AdamWGroup { Parameters = [new("p", parameter)], LearningRate = 0.1 });
        parameter.grad = full([4], 0.5, bfloat16);
        optimizer.Step();
        Assert.Equal(0.9, RecordedTensors.Numbers(parameter)[0], 0.005);
        Assert.Equal(ScalarType.Float32, optimizer.State()["p.mean"].dtype);
    }

    [Fact]
    public void Cleared_gradients_leave_a_parameter_alone_and_zeroed_ones_still_decay_it()
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters();
        using var optimizer = new AdamW(
            new AdamWGroup
            {
                Parameters = parameters,
                LearningRate = 0.1,
                WeightDecay = 0.5,
            }
        );
        Step(optimizer, parameters, 0);
        var before = RecordedTensors.Numbers(parameters[0].Value);
        Gradients.Clear(parameters);
        optimizer.Step();
        Assert.Equal(before, RecordedTensors.Numbers(parameters[0].Value));
        parameters[0].Value.grad = ones(3);
        Gradients.Zero(parameters);
        optimizer.Step();
        Assert.NotEqual(before, RecordedTensors.Numbers(parameters[0].Value));
    }

    [Fact]
    public void A_norm_near_zero_divides_by_a_little_more_than_itself()
    {
        using var scope = NewDisposeScope();
        var p = zeros(1).requires_grad_();
        p.grad = tensor(new[] { 2e-6f });
        Gradients.Clip([new("a", p)], 1e-6);
        // 2e-6 * 1e-6 / (2e-6 + 1e-6)
        Assert.Equal(2 / 3.0, RecordedTensors.Numbers(p.grad!)[0] * 1e6, 5);
    }

    [Fact]
    public void Mistakes_in_the_making_are_told()
    {
        using var scope = NewDisposeScope();
        var p = zeros(2).requires_grad_();
        Assert.Throws<ArgumentException>(() =>
            new AdamW(new AdamWGroup { Parameters = [new("a", p), new("a", p)], LearningRate = 1 })
        );
        Assert.Throws<ArgumentException>(() =>
            new Sgd(
                new SgdGroup
                {
                    Parameters = [new("a", p)],
                    LearningRate = 1,
                    Nesterov = true,
                }
            )
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => Gradients.Clip([], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateSchedule().Factor(-1));
        Assert.Equal(0, Gradients.Clip([new("a", p)], 1));
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters();
        using var optimizer = Make("adamw", parameters);
        Step(optimizer, parameters, 0);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
            optimizer.Step();
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static NamedParameter[] Parameters() =>
        [new("a", tensor(new[] { 1f, -2f, 3f }).requires_grad_()), new("b", tensor(new[] { 0.5f, 4f, -1f }).requires_grad_())];

    private static IParameterOptimizer Make(string name, NamedParameter[] parameters) =>
        name switch
        {
            "adamw" => new AdamW(
                new AdamWGroup
                {
                    Parameters = parameters,
                    LearningRate = 0.05,
                    WeightDecay = 0.1,
                }
            ),
            "sgd" => new Sgd(
                new SgdGroup
                {
                    Parameters = parameters,
                    LearningRate = 0.05,
                    Momentum = 0.9,
                    Dampening = 0.2,
                }
            ),
            _ => new Sgd(
                new SgdGroup
                {
                    Parameters = parameters,
                    LearningRate = 0.05,
                    Momentum = 0.9,
                    Nesterov = true,
                }
            ),
        };

    // The second parameter has a gradient only every other step.
    private static void Step(IParameterOptimizer optimizer, NamedParameter[] parameters, int step)
    {
        var random = new Random(step);
        for (var i = 0; i < parameters.Length; i++)
        {
            var gradient = Enumerable.Range(0, 3).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
            parameters[i].Value.grad = i == 1 && step % 2 == 1 ? null : tensor(gradient);
        }
        optimizer.Step();
    }
}
