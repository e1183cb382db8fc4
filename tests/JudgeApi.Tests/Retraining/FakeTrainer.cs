using System.Globalization;
using JudgeCore.Gates;
using JudgeCore.Verdicts;

namespace JudgeApi.Tests.Retraining;

/// <summary>A program in the trainer's place: a shell script that keeps the contract of run folders, step by step, and can be told how to behave.</summary>
internal sealed class FakeTrainer : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mtrl-trainer-").FullName;

    /// <param name="stepSeconds">Pause of each of its steps.</param>
    /// <param name="outcome">What its gate says: passed, failed or insufficientEvidence.</param>
    /// <param name="deaf">It does not listen to SIGTERM.</param>
    /// <param name="breaks">It dies in its first step, always.</param>
    public FakeTrainer(double stepSeconds = 0.01, string outcome = "passed", bool deaf = false, bool breaks = false)
    {
        string pause = stepSeconds.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(folder, "gate.json"), Report(Enum.Parse<GateOutcome>(outcome, ignoreCase: true)).ToJson());

        // Steps are counted in a file, as a checkpoint would, and it stops between two of them; a lock shows that two never work in one folder.
        File.WriteAllText(
            Program,
            $$"""
            #!/bin/bash
            verb=$1 run=$2
            if [ "$verb" = gate ]; then
              while [ $# -gt 0 ]; do [ "$1" = --output ] && out=$2; [ "$1" = --data ] && data=$2; shift; done
              sleep {{pause}}; mkdir -p "$out"

              # The candidate says no to every held-out item, where the champion said yes and people say no.
              for id in $(grep -o '"id":"[0-9a-f]*"' "$data" | cut -d'"' -f4); do
                for who in champion candidate; do
                  [ $who = champion ] && label=yes || label=no
                  echo "{\"source\":\"data\",\"id\":\"$id\",\"task\":\"technical\",\"mode\":\"verdict\",\"labels\":[\"yes\",\"no\"],\"gold\":[0.1,0.9],\"label\":\"$label\"}" >> "$out/predictions-$who.jsonl"
                done
              done
              cp "{{folder}}/gate.json" "$out/.new"; mv "$out/.new" "$out/gate.json"
              exit 0
            fi
            exec 9> "$run/.lock"
            flock -n 9 || { echo "another process is training"; echo twice >> "{{folder}}/twice"; exit 1; }
            {{(breaks ? "echo it broke; exit 1" : "")}}
            stop=""; trap {{(deaf ? "''" : "stop=1")}} TERM
            steps=$(grep -o '"steps":[0-9]*' "$run/run.json" | head -1 | cut -d: -f2)
            step=$(cat "$run/done" 2> /dev/null || echo 0)
            while [ "$step" -lt "$steps" ]; do
              sleep {{pause}}
              step=$((step + 1)); echo $step > "$run/done.new"; mv "$run/done.new" "$run/done"
              echo "{\"kind\":\"progress\",\"step\":$step,\"steps\":$steps,\"secondsLeft\":1.5}" >> "$run/events.jsonl"
              echo "{\"step\":$step,\"reward\":0.$step,\"reward/technical\":0.$step,\"accuracy/technical\":0.$step,\"kl\":0.01,\"clip_ratio/high_mean\":0.02,\"completions/mean_length\":9.5,\"frac_reward_zero_std\":0.5}" >> "$run/metrics.jsonl"
              echo "{\"step\":$step,\"item\":\"i$step\",\"task\":\"technical\",\"mode\":\"reasoned\",\"text\":null,\"completion\":\"blur strong</think>no\",\"verdict\":\"no\",\"gold\":\"no\",\"reward\":1,\"advantage\":0.5,\"guided\":false}" >> "$run/completions.jsonl"
              echo "step $step"
              if [ -n "$stop" ]; then echo "{\"outcome\":\"cancelled\",\"step\":$step,\"message\":\"Cancelled.\"}" > "$run/exit.json"; exit 2; fi
            done
            mkdir -p "$run/model"; echo -n '{}' > "$run/model/config.json"; echo -n "trained $run" > "$run/model/model.safetensors"
            echo "{\"outcome\":\"finished\",\"step\":$step,\"message\":\"Finished.\"}" > "$run/exit.new"; mv "$run/exit.new" "$run/exit.json"
            """
        );
        using var executable = System.Diagnostics.Process.Start("chmod", ["500", Program]);
        executable.WaitForExit();
    }

    public string Program => Path.Combine(folder, "trainer");

    /// <summary>Two of them worked in one folder.</summary>
    public bool WasTwice => File.Exists(Path.Combine(folder, "twice"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static GateReport Report(GateOutcome outcome) =>
        new()
        {
            Outcome = outcome,
            Summary = $"The gate says {outcome}.",
            Champion = new ModelIdentity("first", new string('1', 64)),
            Candidate = new ModelIdentity("model", new string('2', 64)),
            CreatedAt = DateTimeOffset.UnixEpoch,
            Rules = new GateRules(),
            Results =
            [
                new RuleResult(
                    "improves",
                    "technical of the data, verdict",
                    outcome == GateOutcome.Passed ? RuleVerdict.Passed : RuleVerdict.Failed,
                    new MeasuredDifference(0.2, 0.1, 0.3),
                    0,
                    0.95,
                    "The accuracy rises by 20 points."
                ),
            ],
            Slices =
            [
                new GateSlice
                {
                    Source = EvidenceSource.Data,
                    Task = "technical",
                    Mode = VerdictMode.Verdict,
                    Items = 5,
                    Groups = 5,
                    Champion = Figures(0.6),
                    Candidate = Figures(0.8),
                    Accuracy = new MeasuredDifference(0.2, 0.1, 0.3),
                    MacroF1 = new MeasuredDifference(0.2, 0.1, 0.3),
                    CalibrationError = new MeasuredDifference(0, 0, 0),
                    OnlyChampionRight = 0,
                    OnlyCandidateRight = 1,
                    ChangedVerdicts = 1,
                    McNemarP = 1,
                },
            ],
        };

    private static GateFigures Figures(double accuracy) =>
        new()
        {
            Accuracy = accuracy,
            MacroF1 = accuracy,
            CalibrationError = 0.1,
        };
}
