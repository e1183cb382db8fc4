namespace JudgeApi.Judging;

/// <summary>One image: exactly one of data, id and url.</summary>
internal sealed record ImageBody
{
    /// <summary>The file in base64: JPEG, PNG, WebP, GIF or BMP.</summary>
    public byte[]? Data { get; init; }

    /// <summary>What the caller takes the file for; its content decides.</summary>
    public string? MediaType { get; init; }

    /// <summary>An image that was judged before.</summary>
    public string? Id { get; init; }

    /// <summary>Where the service downloads the file: https, a public host. What it gets is what is judged and stored; the URL is not kept.</summary>
    public string? Url { get; init; }
}
