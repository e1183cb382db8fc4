using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;

namespace JudgeApi.Judging;

/// <summary>Asks the served version what an earlier one was asked: the same pictures and text, by the task as it is now.</summary>
internal sealed class JudgmentReplay(JudgmentMaker maker, TaskCatalog catalog, CurrentTasks current)
{
    /// <summary>The answer is a judgment like others, which raters are not asked about.</summary>
    public async Task<JudgingOutcome> AgainAsync(Judgment judgment, string keyId, CancellationToken cancellationToken)
    {
        var request = new JudgingRequest(
            judgment.Task,
            [
                .. judgment
                    .Images.OrderBy(image => image.Position)
                    .Select((image, i) => new SentImage($"images[{i}]", null, image.ImageId)),
            ],
            judgment.Text,
            judgment.Mode,
            judgment.Strategy,
            judgment.Reference
        )
        {
            Group = judgment.Group,
            Reviewed = false,
            Fresh = true,
        };
        return await maker.JudgeAsync(
            request,
            await current.ByNameAsync(catalog, cancellationToken),
            keyId,
            patient: false,
            cancellationToken
        );
    }
}
