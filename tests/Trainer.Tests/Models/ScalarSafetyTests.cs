// Reads the compiled projects: TorchSharp frees a Scalar that the collector no longer sees while the native call still reads it (a crash in a
// thousand million calls, in serving as well). Only the files that keep their Scalars alive may call what takes or makes one.
using Mono.Cecil;
using TorchSharp;

namespace Trainer.Tests.Models;

public sealed class ScalarSafetyTests
{
    private const string Scalar = "TorchSharp.Scalar";

    // Each keeps its Scalars in a using or a static field; TorchScriptOps and LinearProduct pass tensors alone to their
    // compiled functions.
    private static readonly HashSet<string> Safe =
    [
        "TensorArithmetic",
        "TensorBounds",
        "StateTensors",
        "TorchScriptOps",
        "LinearProduct",
    ];

    private readonly ModuleDefinition torch;
    private readonly ReaderParameters reading;
    private readonly HashSet<string> careless = [];

    public ScalarSafetyTests()
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        reading = new ReaderParameters { AssemblyResolver = resolver };
        torch = ModuleDefinition.ReadModule(typeof(torch).Assembly.Location, reading);
        FindCareless();
    }

    [Theory]
    [InlineData("JudgeCore.dll")]
    [InlineData("Trainer.dll")]
    public void No_call_passes_a_number_that_the_collector_may_free(string assembly)
    {
        var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly), reading);
        var calls =
            from method in Methods(module)
            where !Safe.Contains(Outermost(method.DeclaringType).Name)
            from called in Called(method)
            where called.DeclaringType.FullName.StartsWith("TorchSharp.", StringComparison.Ordinal)
            where careless.Contains(called.Resolve()?.FullName ?? "")
            select $"{method.DeclaringType.FullName}.{method.Name} calls {called.Name}: use TensorArithmetic or TensorBounds";
        Assert.Empty(calls.Distinct());
    }

    [Theory]
    [InlineData("op_Addition")] // hides a factor of 1
    [InlineData("square")] // is pow(2)
    [InlineData("clamp_min")]
    [InlineData("masked_fill")]
    public void The_check_knows_what_is_careless(string name) =>
        Assert.Contains(careless, method => method.Contains($"Tensor::{name}(", StringComparison.Ordinal));

    [Fact]
    public void Products_of_tensors_are_not_careless() =>
        Assert.DoesNotContain(
            careless,
            method => method.Contains("Tensor::mul(TorchSharp.torch/Tensor)", StringComparison.Ordinal)
        );

    // What takes a Scalar, makes one in its body, or calls what makes one.
    private void FindCareless()
    {
        var makers = new HashSet<string>();
        var bodies = Methods(torch)
            .Where(method => method.DeclaringType.FullName != Scalar)
            .ToDictionary(method => method, method => Called(method).ToArray());
        foreach (var (method, called) in bodies)
        {
            if (called.Any(MakesScalar))
            {
                makers.Add(method.FullName);
            }
        }

        for (int before = 0; before != makers.Count; )
        {
            before = makers.Count;
            foreach (var (method, called) in bodies)
            {
                if (called.Any(each => makers.Contains(each.Module == torch ? each.Resolve()?.FullName ?? "" : "")))
                {
                    makers.Add(method.FullName);
                }
            }
        }

        careless.UnionWith(makers);
        careless.UnionWith(
            bodies
                .Keys.Where(method => method.Parameters.Any(p => p.ParameterType.FullName == Scalar))
                .Select(method => method.FullName)
        );
    }

    private static bool MakesScalar(MethodReference called) =>
        called.DeclaringType.Name == "ScalarExtensionMethods"
        || (called.DeclaringType.FullName == Scalar && called.Name is "op_Implicit" or ".ctor");

    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    private static IEnumerable<MethodReference> Called(MethodDefinition method) =>
        method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>();

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
