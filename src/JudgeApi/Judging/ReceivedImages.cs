namespace JudgeApi.Judging;

/// <summary>The images of one request and the room that their files and pixels take until they are judged.</summary>
/// <param name="Images">In order.</param>
/// <param name="DecodeMs">Milliseconds that decoding took.</param>
/// <param name="Decoder">The place among the decoders, held until the model has what it needs: see <see cref="LeaveDecoder"/>.</param>
/// <param name="Rooms">Given back when this is disposed.</param>
internal sealed record ReceivedImages(
    IReadOnlyList<ReceivedImage> Images,
    double DecodeMs,
    IDisposable Decoder,
    IReadOnlyList<IDisposable?> Rooms
) : IDisposable
{
    /// <summary>The request is with the model: the next one's images can be decoded. A second call does nothing.</summary>
    public void LeaveDecoder() => Decoder.Dispose();

    public void Dispose()
    {
        LeaveDecoder();
        foreach (var room in Rooms)
        {
            room?.Dispose();
        }
    }
}
