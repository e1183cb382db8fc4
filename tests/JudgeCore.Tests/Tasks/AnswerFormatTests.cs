using JudgeCore.Tasks;
using JudgeCore.Tests.Tokens;
using JudgeCore.Tokens;

namespace JudgeCore.Tests.Tasks;

public class AnswerFormatTests
{
    private static readonly string[] YesNo = ["yes", "no"];

    // Think marks: spelled out in bytes (null), one added token (false), a control token (true).
    [Theory, InlineData(null), InlineData(false), InlineData(true)]
    public void What_training_teaches_reads_back(bool? special)
    {
        var format = Format(special);
        Assert.Equal(special is null, format.CloseIds.Length > 1);
        Assert.Equal(("light at left", "no"), format.Parse(format.Completion("light at left", "no"), reasoned: true, YesNo));
        Assert.Equal(("", "yes"), format.Parse(format.Completion("", "yes"), reasoned: true, YesNo));
        Assert.Equal((null, "yes"), format.Parse(format.Completion(null, "yes"), reasoned: false, YesNo));
        Assert.Equal(("ab", "yes"), format.Parse(format.Completion("a</think>b", "yes"), reasoned: true, YesNo));
        Assert.DoesNotContain(format.End, format.Completion("say <|im_end|>", "yes")[..^1]);
    }

    [Theory, InlineData(null), InlineData(false), InlineData(true)]
    public void Answers_of_another_form_have_no_label(bool? special)
    {
        var format = Format(special);
        int[] reasoned = format.Completion("because", "yes");
        Assert.Null(format.Parse(reasoned[..^1], reasoned: true, YesNo).Label); // cut off
        Assert.Null(format.Parse(reasoned, reasoned: false, YesNo).Label); // not what was asked
        Assert.Null(format.Parse(format.Completion(null, "yes"), reasoned: true, YesNo).Label);
        Assert.Null(format.Parse(format.Completion("because", "maybe"), reasoned: true, YesNo).Label);
        Assert.Null(format.Parse(format.Completion(null, "yes no"), reasoned: false, YesNo).Label);
        Assert.Null(format.Parse([format.End], reasoned: false, YesNo).Label);
        Assert.Null(format.Parse([], reasoned: false, YesNo).Label);
    }

    [Fact]
    public void A_label_that_begins_another_one_is_closed_by_the_end_of_the_turn()
    {
        var format = Format(null);
        var tree = format.Tree(["1", "10", "2"]);
        Assert.Equal(format.End, tree.Labels[0][^1]);
        Assert.DoesNotContain(format.End, tree.Labels[1].Concat(tree.Labels[2]));
        double[] even = tree.Distribution(_ => [.. Enumerable.Repeat(-1f, ChatSample.Small.VocabularySize)]);
        Assert.Equal(1, even.Sum(), 12);
    }

    [Fact]
    public void Every_built_in_tasks_labels_form_a_tree() =>
        Assert.All(BuiltInTasks.All.Values, task => Assert.Equal(task.Labels.Count, Format(null).Tree(task.Labels).Labels.Count));

    [Fact]
    public void Reasoning_may_write_its_closing_mark_and_no_other_control_token()
    {
        var format = Format(true);
        Assert.DoesNotContain(format.CloseIds[0], format.Forbidden);
        Assert.Contains(format.OpenIds[0], format.Forbidden);
        Assert.Contains(ChatSample.Small.ControlId(ChatTokens.ImageText), format.Forbidden);
        Assert.Contains(format.End, format.Forbidden);
    }

    private static AnswerFormat Format(bool? special) =>
        new(
            special is not { } steers
                ? ChatSample.Small
                : JudgeTokenizerTests.Edited(root =>
                {
                    JudgeTokenizerTests.Add(root, 900, AnswerFormat.Open, steers);
                    JudgeTokenizerTests.Add(root, 901, AnswerFormat.Close, steers);
                })
        );
}
