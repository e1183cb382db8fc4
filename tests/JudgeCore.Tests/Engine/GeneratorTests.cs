using JudgeCore.Engine;
using JudgeCore.Verdicts;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Engine;

/// <summary>The engine's answers are those of the plain forward pass, however requests are cut, batched and cached.</summary>
[Collection(nameof(Alone))]
public class GeneratorTests
{
    private static readonly HashSet<int> NoEnd = [];

    [Theory, InlineData(4096), InlineData(16), InlineData(5)]
    public void Cached_decoding_equals_the_full_forward_pass_whatever_the_chunks(int stepTokens)
    {
        using var small = new SmallModel();
        using var generator = small.Generator(new EngineOptions { MaxTokens = 128, StepTokens = stepTokens });
        var prompt = small.Prompt(3, tokens: 20, images: 2);
        var sequence = new Sequence(prompt, new Goal.Write(NoEnd, 10, null));
        generator.Run([sequence]);
        var (tokens, logProbs) = FullForward.Greedy(small.Model, prompt, 10);
        Assert.Equal(tokens, sequence.Completion);
        Assert.All(logProbs.Zip(sequence.LogProbs), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Batched_sequences_equal_the_same_ones_alone()
    {
        using var small = new SmallModel();
        List<Sequence> Sequences() =>
            [
                .. Enumerable
                    .Range(0, 9)
                    .Select(i => new Sequence(
                        small.Prompt(i, 6 + 3 * i, i % 3),
                        new Goal.Write(NoEnd, 4 + i, i % 2 == 0 ? null : new SamplingOptions(1, i))
                    )),
            ];

        var together = Sequences();
        using var generator = small.Generator(
            new EngineOptions
            {
                MaxTokens = 128,
                MaxSequences = 4,
                StepTokens = 64,
            }
        );
        generator.Run(together);
        foreach (var (batched, alone) in together.Zip(Sequences()))
        {
            using var other = small.Generator();
            other.Run([alone]);
            Assert.Equal(alone.Completion, batched.Completion);
            Assert.All(alone.LogProbs.Zip(batched.LogProbs), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
    }

    [Fact]
    public void Labels_of_several_tokens_get_the_probability_of_their_whole_token_sequence()
    {
        using var small = new SmallModel();
        using var generator = small.Generator();
        int[][] labels =
        [
            [7],
            [8, 9],
            [8, 10, 11],
            [8, 10, 12],
        ];
        var prompt = small.Prompt(4);
        var sequence = new Sequence(prompt, new Goal.Score(new LabelTree(labels)));
        generator.Run([sequence]);
        double[] scores =
        [
            .. labels.Select(label =>
                Enumerable.Range(0, label.Length).Sum(i => (double)FullForward.Next(small.Model, prompt, label[..i])[label[i]])
            ),
        ];
        double total = scores.Sum(Math.Exp);
        Assert.All(scores.Zip(sequence.Labels!), pair => Assert.Equal(Math.Exp(pair.First) / total, pair.Second, 1e-5));
        Assert.Equal(1, sequence.Labels!.Sum(), 1e-9);
    }

    [Fact]
    public void A_shared_prefix_is_computed_once_and_changes_nothing()
    {
        using var small = new SmallModel();
        using var plain = small.Generator(
            new EngineOptions
            {
                MaxTokens = 128,
                PrefixCacheBytes = 0,
                ImageCacheBytes = 0,
            }
        );
        using var caching = small.Generator(new EngineOptions { MaxTokens = 128 });
        List<Sequence> Sequences() =>
            [
                .. Enumerable
                    .Range(0, 6)
                    .Select(i => new Sequence(small.Prompt(i, 14, 1, sharedPrefix: 9), new Goal.Write(NoEnd, 5, null))),
            ];

        var expected = Sequences();
        var cached = Sequences();
        plain.Run(expected);
        caching.Run(cached);
        Assert.Equal(5, caching.PrefixHits);
        Assert.Equal(expected.SelectMany(s => s.Completion), cached.SelectMany(s => s.Completion));
        Assert.All(
            expected.SelectMany(s => s.LogProbs).Zip(cached.SelectMany(s => s.LogProbs)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-4f)
        );
    }

    [Theory, InlineData(0, 5), InlineData(-1, 0)]
    public void A_prefix_that_alone_exceeds_the_bound_is_not_kept(int spareBytes, int hits)
    {
        using var small = new SmallModel();
        long bytes = 9 * KeyValueShape.Of(small.Model).BytesPerToken + spareBytes;
        using var generator = small.Generator(new EngineOptions { MaxTokens = 128, PrefixCacheBytes = bytes });
        generator.Run(
            Enumerable
                .Range(0, 6)
                .Select(i => new Sequence(small.Prompt(i, 14, 1, sharedPrefix: 9), new Goal.Write(NoEnd, 5, null)))
        );
        Assert.Equal(hits, generator.PrefixHits);
    }

    [Fact]
    public void A_repeated_picture_is_encoded_once_and_a_small_cache_forgets_the_oldest()
    {
        using var small = new SmallModel();
        using var generator = small.Generator();
        var prompt = small.Prompt(2);
        for (int i = 0; i < 3; i++)
        {
            generator.Run([
                new Sequence(
                    prompt,
                    new Goal.Score(
                        new LabelTree([
                            [1],
                            [2],
                        ])
                    )
                ),
            ]);
        }

        Assert.Equal((2, 1), (generator.ImageHits, generator.ImageMisses));
        using var tight = small.Generator(new EngineOptions { MaxTokens = 128, ImageCacheBytes = 1100 }); // one picture of 4 tokens x 32 x 2 levels
        foreach (int seed in (int[])[2, 4, 2])
        {
            tight.Run([
                new Sequence(
                    small.Prompt(seed),
                    new Goal.Score(
                        new LabelTree([
                            [1],
                            [2],
                        ])
                    )
                ),
            ]);
        }

        Assert.Equal((0, 3), (tight.ImageHits, tight.ImageMisses));
    }

    [Fact]
    public void Reasoning_is_closed_by_force_and_never_holds_a_control_token()
    {
        using var small = new SmallModel();
        using var generator = small.Generator();
        HashSet<int> forbidden = [.. Enumerable.Range(20, 44)];
        int[] close = [3, 4];
        var sequences = Enumerable
            .Range(0, 8)
            .Select(i => new Sequence(
                small.Prompt(i),
                new Goal.Reason(
                    new LabelTree([
                        [1],
                        [2, 5],
                    ]),
                    close,
                    forbidden,
                    6,
                    new SamplingOptions(1.5, i)
                )
            ))
            .ToList();
        generator.Run(sequences);
        Assert.All(
            sequences,
            sequence =>
            {
                Assert.Equal(close, sequence.Completion.TakeLast(2));
                Assert.InRange(sequence.Completion.Count, 2, 8);
                Assert.DoesNotContain(sequence.Completion, forbidden.Contains);
                Assert.Equal(1, sequence.Labels!.Sum(), 1e-9);
                float[] root = FullForward.Next(small.Model, sequence.Prompt, sequence.Completion);
                float[] second = FullForward.Next(small.Model, sequence.Prompt, [.. sequence.Completion, 2]);
                double first = Math.Exp(root[1]);
                Assert.Equal(first / (first + Math.Exp(root[2] + second[5])), sequence.Labels![0], 1e-4);
            }
        );
    }

    [Fact]
    public void Sampling_follows_its_seed_and_the_models_distribution()
    {
        using var small = new SmallModel();
        using var generator = small.Generator(new EngineOptions { MaxTokens = 64, MaxSequences = 64 });
        var prompt = small.Prompt(1, 5, 0);
        List<Sequence> Draw(int count) =>
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(seed => new Sequence(prompt, new Goal.Write(NoEnd, 1, new SamplingOptions(1, seed)))),
            ];

        var (once, again) = (Draw(2000), Draw(2000));
        generator.Run(once);
        generator.Run(again);
        Assert.Equal(once.Select(s => s.Completion[0]), again.Select(s => s.Completion[0]));
        float[] expected = FullForward.Next(small.Model, prompt, []);
        int likely = Array.IndexOf(expected, expected.Max());
        double share = once.Count(s => s.Completion[0] == likely) / 2000.0;
        Assert.InRange(share, Math.Exp(expected[likely]) - 0.05, Math.Exp(expected[likely]) + 0.05);
    }

    [Fact]
    public void A_cancelled_sequence_frees_its_slot_for_the_next()
    {
        using var small = new SmallModel();
        using var generator = small.Generator(new EngineOptions { MaxTokens = 128, MaxSequences = 1 });
        using var stop = new CancellationTokenSource();
        var cancelled = new Sequence(small.Prompt(1), new Goal.Write(NoEnd, 60, null)) { Cancelled = stop.Token };
        var next = new Sequence(small.Prompt(2), new Goal.Write(NoEnd, 2, null));
        generator.Add(cancelled);
        generator.Add(next);
        generator.Step();
        stop.Cancel();
        List<Sequence> left = [];
        while (!generator.Idle)
        {
            left.AddRange(generator.Step());
        }

        Assert.Equal([cancelled, next], left);
        Assert.False(cancelled.Finished);
        Assert.Equal(2, next.Completion.Count);
    }

    [Fact]
    public void Warmed_steps_leave_the_number_of_live_tensors_unchanged()
    {
        using var small = new SmallModel();
        using var generator = small.Generator(
            new EngineOptions
            {
                MaxTokens = 128,
                ImageCacheBytes = 20_000,
                PrefixCacheBytes = 20_000,
            }
        );
        void Round(int i) =>
            generator.Run([
                .. Enumerable
                    .Range(0, 4)
                    .Select(j => new Sequence(
                        small.Prompt(4 * i + j, 14, 1, 9),
                        j % 2 == 0
                            ? new Goal.Score(
                                new LabelTree([
                                    [1],
                                    [2, 3],
                                ])
                            )
                            : new Goal.Write(NoEnd, 3, null)
                    )),
            ]);

        for (int i = 0; i < 25; i++)
        {
            Round(i);
        }

        long before = Tensor.TotalCount;
        for (int i = 25; i < 50; i++)
        {
            Round(i);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_sequence_that_may_outgrow_its_slot_is_refused()
    {
        using var small = new SmallModel();
        using var generator = small.Generator(new EngineOptions { MaxTokens = 32 });
        var error = Assert.Throws<ArgumentException>(() =>
            generator.Add(new Sequence(small.Prompt(1), new Goal.Write(NoEnd, 60, null)))
        );
        Assert.Contains("32", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(SmallModel.Vocabulary)]
    public void A_token_that_the_model_has_not_is_refused_wherever_it_stands(int token)
    {
        using var small = new SmallModel();
        using var generator = small.Generator();
        var prompt = small.Prompt(1);
        var labels = new LabelTree([
            [1],
            [2, 3],
        ]);
        var strange = new LabelTree([
            [1],
            [2, token],
        ]);
        HashSet<int> forbidden = [];
        foreach (
            var sequence in (Sequence[])
                [
                    new(prompt with { Ids = [.. prompt.Ids[..^1], token] }, new Goal.Write(NoEnd, 2, null)),
                    new(prompt, new Goal.Score(strange)),
                    new(prompt, new Goal.Reason(strange, [3], forbidden, 2, null)),
                    new(prompt, new Goal.Reason(labels, [3, token], forbidden, 2, null)),
                ]
        )
        {
            var error = Assert.Throws<ArgumentException>(() => generator.Add(sequence));
            Assert.Contains($"token {token} is none of the model's 64", error.Message, StringComparison.Ordinal);
        }

        Assert.True(generator.Idle);
        generator.Run([new Sequence(prompt, new Goal.Reason(labels, [3], forbidden, 2, null))]);
    }
}
