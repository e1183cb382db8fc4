using JudgeApi.Judging;

namespace JudgeApi.Downloads;

/// <summary>The images of a request, none of them a URL any more, and the room that downloaded files take until they are judged.</summary>
internal sealed record DownloadedImages(IReadOnlyList<SentImage> Images, IDisposable? Room);
