using Trainer.Losses;

namespace Trainer.Tests.Losses;

public sealed class CompletionMaskTests
{
    [Fact]
    public void Where_every_completion_was_cut_off_no_token_counts_and_lengths_are_still_known()
    {
        var result = CompletionMask.Of([4, 4], [false, false], maskTruncated: true);
        Assert.Equal(0, result.Tokens);
        Assert.Equal(1, result.Metrics["completions/clipped_ratio"]);
        Assert.Equal(4, result.Metrics["completions/mean_length"]);
        Assert.Equal(0, result.Metrics["completions/mean_terminated_length"]);
    }

    [Fact]
    public void Ends_must_be_known_of_every_completion() =>
        Assert.Throws<ArgumentException>(() => CompletionMask.Of([1, 2], [true], maskTruncated: false));
}
