using System.ComponentModel.DataAnnotations;
using JudgeCore.Kernels;

namespace JudgeCore.Engine;

/// <summary>A list of processors that this machine has, such as <c>0-3,8</c>; null passes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProcessorListAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);
        string[] members = validationContext.MemberName is { } name ? [name] : [];
        if (value is not string text)
        {
            return ValidationResult.Success;
        }

        try
        {
            int[] usable = Affinity.Usable();
            return ProcessorList.Parse(text).Except(usable).ToArray() is [var missing, ..]
                ? new ValidationResult(
                    $"{validationContext.DisplayName}: this process may not run on processor {missing}, only on {string.Join(", ", usable)}.",
                    members
                )
                : ValidationResult.Success;
        }
        catch (FormatException error)
        {
            return new ValidationResult($"{validationContext.DisplayName}: {error.Message}.", members);
        }
    }
}
