using System.ComponentModel.DataAnnotations;

namespace JudgeCore.Engine;

/// <summary>The name of a device that this machine has, such as <c>cuda:1</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DeviceNameAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);
        return ComputeDevice.Fault(value as string ?? "") is { } fault
            ? new ValidationResult(
                $"{validationContext.DisplayName}: {fault}.",
                validationContext.MemberName is { } name ? [name] : []
            )
            : ValidationResult.Success;
    }
}
