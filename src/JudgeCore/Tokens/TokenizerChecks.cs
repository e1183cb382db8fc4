namespace JudgeCore.Tokens;

/// <summary>Whether vocabulary, merges and added tokens of a tokenizer.json fit together. Pure.</summary>
internal static class TokenizerChecks
{
    /// <summary>Ids are indices of tables: an id beyond this is a damaged file.</summary>
    public const int MostTokens = 1 << 22;

    /// <exception cref="TokenizerException">Names the token that does not fit.</exception>
    public static void Check(
        IReadOnlyDictionary<string, int> vocabulary,
        IReadOnlyList<string> merges,
        IReadOnlyList<AddedToken> added
    )
    {
        var byId = new Dictionary<int, string>();
        foreach (var (token, id) in vocabulary)
        {
            Place(token, id, "model.vocab");
        }

        foreach (char character in ByteAlphabet.Characters)
        {
            if (!vocabulary.ContainsKey(character.ToString()))
            {
                throw new TokenizerException($"model.vocab lacks '{character}': text with that byte could not be encoded");
            }
        }

        foreach (string merge in merges)
        {
            CheckMerge(merge, vocabulary);
        }

        var contents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in added)
        {
            if (token.Content.Length == 0 || !contents.Add(token.Content))
            {
                throw new TokenizerException($"added_tokens has '{token.Content}' twice or empty");
            }

            if (vocabulary.TryGetValue(token.Content, out int id) && id != token.Id)
            {
                throw new TokenizerException($"'{token.Content}' has id {token.Id} in added_tokens, {id} in model.vocab");
            }

            Place(token.Content, token.Id, "added_tokens");
        }

        void Place(string token, int id, string where)
        {
            if (id is < 0 or >= MostTokens)
            {
                throw new TokenizerException($"{where} gives '{token}' the id {id}; ids are 0 to {MostTokens - 1}");
            }

            if (!byId.TryAdd(id, token) && byId[id] != token)
            {
                throw new TokenizerException($"{where} gives '{token}' the id {id}, which is that of '{byId[id]}'");
            }
        }
    }

    private static void CheckMerge(string merge, IReadOnlyDictionary<string, int> vocabulary)
    {
        string[] parts = merge.Split(' ');
        if (parts.Length != 2)
        {
            throw new TokenizerException($"model.merges has '{merge}', which is not a pair");
        }

        string? missing = new[] { parts[0], parts[1], parts[0] + parts[1] }.FirstOrDefault(part => !vocabulary.ContainsKey(part));
        if (missing is not null)
        {
            throw new TokenizerException($"model.merges has '{merge}', but model.vocab lacks '{missing}'");
        }
    }
}
