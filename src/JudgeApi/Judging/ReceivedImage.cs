using JudgeCore.Images;

namespace JudgeApi.Judging;

/// <summary>An image that can be judged: the bytes that were sent, their id, and their pixels.</summary>
internal sealed record ReceivedImage(string Id, byte[] Bytes, DecodedImage Decoded);
