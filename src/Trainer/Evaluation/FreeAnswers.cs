// Free, greedy answers as a policy writes them: nothing constrains the form, so that a judge that lost it is seen to have lost it.
using JudgeCore.Agreement;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Models;
using JudgeCore.Tasks;
using JudgeCore.Tokens;
using JudgeCore.Verdicts;
using TorchSharp;
using Trainer.Grpo;
using Trainer.Policies;

namespace Trainer.Evaluation;

/// <summary>A checkpoint that writes what it likes.</summary>
internal sealed class FreeAnswers : IDisposable
{
    private const int MaxTokens = 64; // of an answer, its end included
    private const int Batch = 200; // items whose pictures are in memory at once

    private readonly JudgeModel model;
    private readonly PromptRenderer prompts;
    private readonly Generator generator;

    /// <param name="checkpoint">Its folder.</param>
    /// <param name="threads">Of the model.</param>
    /// <param name="maxTokens">Of prompt and answer; 0: what the checkpoint was built for.</param>
    public FreeAnswers(string checkpoint, int threads = 1, int maxTokens = 512)
    {
        torch.set_num_threads(threads);
        model = ModelLoader.Load(checkpoint, ComputePolicy.Fp32Cpu);
        var tokenizer = new JudgeTokenizer(Path.Combine(checkpoint, CheckpointFolder.TokenizerFile));
        prompts = new PromptRenderer(new ChatFormat(tokenizer, model.Config), new AnswerFormat(tokenizer));
        Images = new ImageProcessor(ImageProcessorConfig.Load(checkpoint));
        var shape = KeyValueShape.Of(model);
        var options = new EngineOptions { MaxSequences = 64, MaxTokens = maxTokens };
        generator = new Generator(model, shape, shape.Fit(options, model.Config.Text.MaxPositions));
    }

    /// <summary>Prepares pictures for this checkpoint.</summary>
    public ImageProcessor Images { get; }

    /// <summary>Answers cases in one mode; pairs in both orders.</summary>
    /// <returns>[case] index of the label that was given, or <see cref="ClassLabels.Abstained"/> where the answer has not the asked form; of pairs two, the
    /// second one of the swapped order, as it was shown.</returns>
    public int[][] Write(IReadOnlyList<TrainingCase> cases, VerdictMode mode)
    {
        HashSet<int> end = [prompts.Answers.End];
        List<(Question Question, Sequence Sequence)> asked = [];
        foreach (var shown in cases)
        {
            TrainingCase[] orders = shown.Task.Kind == TaskKind.Pairwise ? [shown, shown.Swapped()] : [shown];
            foreach (var order in orders)
            {
                var question = new Question(order, mode, prompts.Render(order.Task, order.Images, order.Text, mode), 0);
                asked.Add((question, new Sequence(question.Prompt, new Goal.Write(end, MaxTokens, null))));
            }
        }

        generator.Run(asked.Select(item => item.Sequence));
        var said = new Queue<int>(
            asked.Select(item => EpisodeReader.Verdict(item.Question, [.. item.Sequence.Completion], prompts.Answers))
        );
        return
        [
            .. cases.Select(shown =>
                shown.Task.Kind == TaskKind.Pairwise ? new[] { said.Dequeue(), said.Dequeue() } : [said.Dequeue()]
            ),
        ];
    }

    /// <summary>Answers held-out items: verdict labels as <see cref="Prediction.Free"/> has them.</summary>
    public List<IReadOnlyList<string?>> Write(IReadOnlyList<HeldOutItem> items, VerdictMode mode, CancellationToken cancellation)
    {
        List<IReadOnlyList<string?>> answers = [];
        foreach (var batch in items.Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            var said = Write([.. batch.Select(Case)], mode);
            answers.AddRange(batch.Zip(said, (item, labels) => Verdicts(item.Task, labels)));
        }

        return answers;
    }

    public void Dispose()
    {
        generator.Dispose();
        model.Dispose();
    }

    private TrainingCase Case(HeldOutItem item) =>
        new(item.Id, item.Task, [.. item.Images().Select(Images.Prepare)], item.Text, item.Gold, null, item.Family);

    private static IReadOnlyList<string?> Verdicts(JudgingTask task, int[] said) =>
        [
            .. said.Select(
                (label, order) =>
                    label == ClassLabels.Abstained ? null
                    // In the swapped order the first shown is B.
                    : order == 1 ? task.VerdictLabels[1 - label]
                    : task.VerdictLabels[label]
            ),
        ];
}
