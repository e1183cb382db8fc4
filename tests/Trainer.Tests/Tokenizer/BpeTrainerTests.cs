using JudgeCore.Tokens;
using Trainer.Gym;
using Trainer.Tokenizer;

namespace Trainer.Tests.Tokenizer;

public class BpeTrainerTests
{
    [Fact]
    public void What_is_learned_loads_round_trips_and_knows_the_gyms_words()
    {
        using var folder = new TemporaryFolder();
        BpeTrainer.Train(folder.File("tokenizer.json"), GymCorpus.Texts(1, 200), 768);
        var tokenizer = new JudgeTokenizer(folder.File("tokenizer.json"));
        Assert.InRange(tokenizer.VocabularySize, 500, 768); // fewer where the corpus has no more pairs
        foreach (
            string text in (string[])
                ["a red ball left of a tree", "Ünïcode 日本 🙂", "", "  two  spaces\n", "<|im_end|> stays text"]
        )
        {
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        }

        Assert.All(
            (string[])["yes", "no", "first", "second", " left", " red", " shadow", "1", "5"],
            word => Assert.Single(tokenizer.Encode(word))
        );
        Assert.DoesNotContain(tokenizer.ControlId(ChatTokens.MessageEndText), tokenizer.Encode("<|im_end|> stays text"));
    }

    [Fact]
    public void The_same_corpus_gives_the_same_file()
    {
        using var folder = new TemporaryFolder();
        BpeTrainer.Train(folder.File("a.json"), GymCorpus.Texts(1, 30), 400);
        BpeTrainer.Train(folder.File("b.json"), GymCorpus.Texts(1, 30), 400);
        Assert.Equal(File.ReadAllText(folder.File("a.json")), File.ReadAllText(folder.File("b.json")));
    }

    [Fact]
    public void Frequent_pairs_merge_first()
    {
        using var folder = new TemporaryFolder();
        BpeTrainer.Train(folder.File("t.json"), Enumerable.Repeat("abab", 10).Append("cd"), BpeTrainer.Controls.Length + 256 + 1);
        var tokenizer = new JudgeTokenizer(folder.File("t.json"));
        Assert.Equal(2, tokenizer.Encode("abab").Length);
        Assert.Equal(2, tokenizer.Encode("cd").Length);
        Assert.Equal(SceneObject.Word(ObjectKind.Cup), tokenizer.Decode(tokenizer.Encode("cup")));
    }
}
