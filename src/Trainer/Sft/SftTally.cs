using System.Runtime.InteropServices;
using TorchSharp;
using Trainer.Losses;
using static TorchSharp.torch;

namespace Trainer.Sft;

/// <summary>Adds up a step's loss and token accuracy over its parts, in all and by task.</summary>
internal sealed class SftTally(IReadOnlyList<string> tasks)
{
    private readonly Dictionary<string, (long Hits, long Tokens)> byTask = [];
    private double loss;

    /// <param name="partLoss">The part's share of the step's loss.</param>
    /// <param name="logits">[tokens, vocab]</param>
    /// <param name="targets">[tokens], ignored ones marked.</param>
    /// <param name="lessons">In the order of the tokens.</param>
    public void Add(double partLoss, Tensor logits, long[] targets, IReadOnlyList<Lesson> lessons)
    {
        loss += partLoss;
        using var best = logits.argmax(-1).cpu(); // [tokens]
        var found = MemoryMarshal.Cast<byte, long>(best.bytes);
        int at = 0;
        foreach (var lesson in lessons)
        {
            var (hits, tokens) = byTask.GetValueOrDefault(tasks[lesson.Entry]);
            for (int i = 0; i < lesson.Example.Completion.Length; i++, at++)
            {
                if (targets[at] != CompletionLoss.Ignored)
                {
                    tokens++;
                    hits += found[at] == targets[at] ? 1 : 0;
                }
            }

            byTask[tasks[lesson.Entry]] = (hits, tokens);
        }
    }

    /// <summary>Under TRL's names: loss, mean_token_accuracy, and the latter by task.</summary>
    public Dictionary<string, double> Read(long scored)
    {
        var metrics = byTask.ToDictionary(
            task => $"mean_token_accuracy/{task.Key}",
            task => (double)task.Value.Hits / task.Value.Tokens
        );
        metrics["loss"] = loss;
        metrics["mean_token_accuracy"] = (double)byTask.Values.Sum(task => task.Hits) / scored;
        return metrics;
    }
}
