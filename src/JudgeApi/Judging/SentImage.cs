namespace JudgeApi.Judging;

/// <summary>An image as it was sent: exactly one of bytes, id and url should be there; bytes are added to a url that was downloaded.</summary>
/// <param name="Field">Its place in the request, for problems: <c>images[0]</c>.</param>
internal sealed record SentImage(string Field, byte[]? Data, string? Id = null, string? Url = null);
