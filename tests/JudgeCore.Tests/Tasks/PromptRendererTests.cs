using JudgeCore.Images;
using JudgeCore.Tasks;
using JudgeCore.Tests.Tokens;
using JudgeCore.Verdicts;

namespace JudgeCore.Tests.Tasks;

public class PromptRendererTests
{
    private static readonly PromptRenderer Prompts = new(ChatSample.Chat(), new AnswerFormat(ChatSample.Small));
    private static readonly PreparedImage[] One = [ChatSample.Picture(2, 2)];
    private static readonly PreparedImage[] Two = [ChatSample.Picture(2, 2), ChatSample.Picture(2, 4)];

    [Fact]
    public void Rubric_picture_text_and_the_allowed_labels_are_said_in_this_order() =>
        Assert.Equal(
            "<|im_start|>system\nDoes the image match the caption?<|im_end|>\n<|im_start|>user\n"
                + "<|vision_start|><|image_pad|><|vision_end|>\nCaption: a red cup\nAnswer yes or no.<|im_end|>\n<|im_start|>assistant\n",
            Text(BuiltInTasks.Alignment, One, "a red cup", VerdictMode.Verdict)
        );

    [Fact]
    public void Reasoned_answers_begin_inside_the_think_mark()
    {
        string text = Text(BuiltInTasks.QualityScale, One, null, VerdictMode.Reasoned);
        Assert.EndsWith(
            "<|vision_end|>\nThink, then answer 1, 2, 3, 4 or 5.<|im_end|>\n<|im_start|>assistant\n<think>",
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Pairs_are_named_in_the_order_in_which_they_are_shown()
    {
        string pairwise = BuiltInTasks.PairwiseOf(BuiltInTasks.Safety);
        Assert.Contains(
            "user\nFirst image: <|vision_start|><|image_pad|><|vision_end|> Second image: <|vision_start|><|image_pad|><|image_pad|>"
                + "<|vision_end|>\nAnswer first or second.",
            Text(pairwise, Two, null, VerdictMode.Verdict),
            StringComparison.Ordinal
        );
        Assert.NotEqual(
            Text(pairwise, Two, null, VerdictMode.Verdict),
            Text(pairwise, [Two[1], Two[0]], null, VerdictMode.Verdict)
        );
    }

    [Fact]
    public void The_rubric_is_what_requests_of_a_task_share()
    {
        var task = BuiltInTasks.All[BuiltInTasks.Alignment];
        var verdict = Prompts.Render(task, One, "a", VerdictMode.Verdict);
        var reasoned = Prompts.Render(task, Two[1..], "b", VerdictMode.Reasoned);
        Assert.Equal(verdict.Ids[..verdict.SharedPrefix], reasoned.Ids[..reasoned.SharedPrefix]);
        Assert.Contains(task.Rubric, ChatSample.Small.Decode(verdict.Ids[..verdict.SharedPrefix]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_of_ones_own_has_no_rubric() =>
        Assert.Equal(
            "<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>\nhow many?<|im_end|>\n<|im_start|>assistant\n",
            ChatSample.Small.Decode(Prompts.Question(One, "how many?").Ids)
        );

    private static string Text(string task, PreparedImage[] images, string? text, VerdictMode mode) =>
        ChatSample.Small.Decode(Prompts.Render(BuiltInTasks.All[task], images, text, mode).Ids);
}
