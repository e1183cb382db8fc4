using JudgeCore.Tests;
using JudgeCore.Tests.Reference;
using TorchSharp;
using Trainer.Optimisation;
using Trainer.Tests.Reference;
using static TorchSharp.torch;

namespace Trainer.Tests.Optimisation;

/// <summary>Every recorded case of optim/: steps, clipping, schedules.</summary>
public sealed class OptimiserReferenceTests
{
    private const double Tolerance = 2e-6;
    private static readonly ReferenceFile File = new(Fixtures.Reference, "optim/optim.json");

    public static TheoryData<string, int, string> Cases => File.Cases("steps", "parameters");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Numbers_equal_the_recorded_ones(string section, int index, string name)
    {
        using var scope = NewDisposeScope();
        var recorded = File.Case(section, index);
        switch (section)
        {
            case "cases":
                Steps(recorded, name);
                break;
            case "clip":
                Clip(recorded, name);
                break;
            case "schedules":
                Schedule(recorded, name);
                break;
            default:
                Assert.Fail($"optim.json has a section '{section}' that no check knows.");
                break;
        }
        recorded.Finish();
    }

    [Fact]
    public void Every_recorded_tensor_belongs_to_a_case()
    {
        foreach (var (file, section, shared) in new[] { ("optim", "cases", (string[])["init", "grad"]), ("clip", "clip", []) })
        {
            using var tensors = new RecordedTensors($"optim/{file}.safetensors");
            var names = File.Root.Objects(section).Select(c => c.Text("name")).Concat(shared).ToHashSet();
            Assert.All(tensors.Names, tensor => Assert.Contains(tensor[..tensor.IndexOf('.')], names));
        }
    }

    private static void Steps(ReferenceCase recorded, string name)
    {
        using var tensors = new RecordedTensors("optim/optim.safetensors");
        var parameters = Enumerable
            .Range(0, File.Root.Integer("parameters"))
            .Select(i => new NamedParameter($"p{i}", tensors.Leaf($"init.p{i}")))
            .ToArray();
        var rates = recorded.IsNull("lr_per_step") ? null : recorded.Numbers("lr_per_step");
        using var optimizer = RecordedOptimizer.Build(recorded, parameters, rates is not null);
        var missing = Pairs(recorded, "steps_without_gradient_step_param");
        var zero = Pairs(recorded, "steps_with_zero_gradient");
        for (var step = 0; step < File.Root.Integer("steps"); step++)
        {
            for (var i = 0; i < parameters.Length; i++)
            {
                var gradient = tensors.Read($"grad.step{step}.p{i}");
                parameters[i].Value.grad =
                    missing.Contains((step, i)) ? null
                    : zero.Contains((step, i)) ? zeros_like(gradient)
                    : gradient;
            }
            optimizer.Step(rates?[step] ?? 1);
            for (var i = 0; i < parameters.Length; i++)
                tensors.Expect($"{name}.step{step}.p{i}", parameters[i].Value, Tolerance);
        }
    }

    private static void Clip(ReferenceCase recorded, string name)
    {
        using var tensors = new RecordedTensors("optim/clip.safetensors");
        var parameters = Enumerable
            .Range(0, File.Root.Integer("parameters"))
            .Select(i => new NamedParameter($"p{i}", zeros(1)))
            .ToArray();
        for (var i = 0; i < parameters.Length; i++)
        {
            if (!tensors.Has($"{name}.in.p{i}"))
                continue;
            var gradient = tensors.Read($"{name}.in.p{i}");
            parameters[i] = new($"p{i}", zeros_like(gradient).requires_grad_());
            parameters[i].Value.grad = gradient;
        }
        recorded.Expect(
            "total_norm_before",
            Gradients.Clip(parameters, recorded.Number("max_norm"), recorded.Number("norm_type")),
            Tolerance
        );
        for (var i = 0; i < parameters.Length; i++)
        {
            if (tensors.Has($"{name}.out.p{i}"))
                tensors.Expect($"{name}.out.p{i}", parameters[i].Value.grad!, Tolerance);
            else
                Assert.True(parameters[i].Value.grad is null);
        }
    }

    private static void Schedule(ReferenceCase recorded, string name)
    {
        var schedule = new LearningRateSchedule
        {
            Shape = name switch
            {
                "linear" => ScheduleShape.Linear,
                "cosine" => ScheduleShape.Cosine,
                "constant_with_warmup" => ScheduleShape.Constant,
                "cosine_with_min_lr" => ScheduleShape.CosineWithMinimum,
                var other => throw new FormatException($"unknown schedule '{other}'"),
            },
            WarmupSteps = recorded.Integer("warmup_steps"),
            TotalSteps = recorded.IsNull("total_steps") ? 0 : recorded.Integer("total_steps"),
            MinimumFactor = recorded.NumberOrNull("min_lr_rate") ?? 0,
        };
        recorded.Ignore("min_lr_rate");
        var expected = recorded.Numbers("lr_used_at_optimizer_step");
        var rate = recorded.Number("base_lr");
        for (var step = 0; step < expected.Length; step++)
        {
            // Rates are small: compare the factor.
            Close.Require(expected[step] / rate, schedule.Factor(step), 1e-12, $"{recorded.Where} step {step}");
        }
    }

    private static HashSet<(int Step, int Parameter)> Pairs(ReferenceCase recorded, string field) =>
        [.. recorded.Rows(field).Select(p => ((int)p[0], (int)p[1]))];
}
