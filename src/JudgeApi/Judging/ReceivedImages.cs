namespace JudgeApi.Judging;

/// <summary>The images of one request and the room that their pixels take until they are judged.</summary>
/// <param name="Images">In order.</param>
/// <param name="DecodeMs">Milliseconds that decoding took.</param>
/// <param name="Room">Given back when this is disposed.</param>
internal sealed record ReceivedImages(IReadOnlyList<ReceivedImage> Images, double DecodeMs, IDisposable Room) : IDisposable
{
    public void Dispose() => Room.Dispose();
}
