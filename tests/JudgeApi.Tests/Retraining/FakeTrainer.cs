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

        // Steps are counted in a file, as a checkpoint would; a lock shows that two never work in one folder.
        File.WriteAllText(
            Program,
            $$"""
            #!/bin/bash
            verb=$1 run=$2
            if [ "$verb" = gate ]; then
              while [ $# -gt 0 ]; do [ "$1" = --output ] && out=$2; shift; done
              sleep {{pause}}; mkdir -p "$out"; cp "{{folder}}/gate.json" "$out/.new"; mv "$out/.new" "$out/gate.json"
              exit 0
            fi
            exec 9> "$run/.lock"
            flock -n 9 || { echo "another process is training"; echo twice >> "{{folder}}/twice"; exit 1; }
            {{(breaks ? "echo it broke; exit 1" : "")}}
            trap {{(
                deaf
                    ? "''"
                    : """'echo "{\"outcome\":\"cancelled\",\"step\":$step,\"message\":\"Cancelled.\"}" > "$run/exit.json"; exit 2'"""
            )}} TERM
            steps=$(grep -o '"steps":[0-9]*' "$run/run.json" | head -1 | cut -d: -f2)
            step=$(cat "$run/done" 2> /dev/null || echo 0)
            while [ "$step" -lt "$steps" ]; do
              sleep {{pause}}
              step=$((step + 1)); echo $step > "$run/done.new"; mv "$run/done.new" "$run/done"
              echo "{\"kind\":\"progress\",\"step\":$step,\"steps\":$steps,\"secondsLeft\":1.5}" >> "$run/events.jsonl"
              echo "{\"step\":$step,\"reward\":0.5}" >> "$run/metrics.jsonl"
              echo "step $step"
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
            Results = [],
            Slices = [],
        };
}
