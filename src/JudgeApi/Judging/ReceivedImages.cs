namespace JudgeApi.Judging;

/// <summary>The images of one request and the room that their files and pixels take until they are judged.</summary>
/// <param name="Images">In order.</param>
/// <param name="DecodeMs">Milliseconds that decoding took.</param>
/// <param name="Rooms">Given back when this is disposed.</param>
internal sealed record ReceivedImages(IReadOnlyList<ReceivedImage> Images, double DecodeMs, IReadOnlyList<IDisposable?> Rooms)
    : IDisposable
{
    public void Dispose()
    {
        foreach (var room in Rooms)
        {
            room?.Dispose();
        }
    }
}
