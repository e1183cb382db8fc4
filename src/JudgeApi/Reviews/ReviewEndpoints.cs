namespace JudgeApi.Reviews;

/// <summary>Raters are given what most needs a person's eye.</summary>
internal static class ReviewEndpoints
{
    public static void AddReviews(this IServiceCollection services) => services.AddSingleton<ReviewShares>();
}
