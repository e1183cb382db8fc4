using JudgeCore.Engine;

namespace JudgeCore.Tests.Engine;

public class LabelTreeTests
{
    [Fact]
    public void Shared_beginnings_are_fed_once_and_last_tokens_not_at_all()
    {
        var tree = new LabelTree([
            [1],
            [2, 3],
            [2, 4, 5],
            [2, 4, 6],
        ]);
        Assert.Equal([(2, LabelTree.Root, 0), (4, 0, 1)], tree.Fed);
        Assert.True(tree.IsAncestor(0, 1));
        Assert.False(tree.IsAncestor(1, 0));
    }

    [Fact]
    public void Single_token_labels_need_nothing_fed() =>
        Assert.Empty(
            new LabelTree([
                [1],
                [2],
            ]).Fed
        );

    [Fact]
    public void A_label_that_begins_another_is_refused()
    {
        Assert.Throws<ArgumentException>(() =>
            new LabelTree([
                [1],
                [1, 2],
            ])
        );
        Assert.Throws<ArgumentException>(() =>
            new LabelTree([
                [1],
                [1],
            ])
        );
        Assert.Throws<ArgumentException>(() =>
            new LabelTree([
                [1],
                [],
            ])
        );
    }

    [Fact]
    public void Probabilities_survive_tiny_scores()
    {
        var tree = new LabelTree([
            [0],
            [1],
        ]);
        double[] distribution = tree.Distribution(_ => [-900, -901]);
        Assert.Equal(1 / (1 + Math.Exp(-1)), distribution[0], 1e-9);
    }
}
