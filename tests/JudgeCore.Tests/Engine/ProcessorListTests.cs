using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using JudgeCore.Engine;
using JudgeCore.Kernels;

namespace JudgeCore.Tests.Engine;

public class ProcessorListTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-3,8", new[] { 0, 1, 2, 3, 8 })]
    [InlineData("5, 4-6", new[] { 4, 5, 6 })]
    public void Numbers_and_ranges_are_read(string text, int[] expected) => Assert.Equal(expected, ProcessorList.Parse(text));

    [Theory, InlineData(""), InlineData("a"), InlineData("3-1"), InlineData("1-2-3"), InlineData("-1"), InlineData("4096")]
    public void Anything_else_is_refused_with_its_text(string text) =>
        Assert.Contains(
            $"'{text}'",
            Assert.Throws<FormatException>(() => ProcessorList.Parse(text)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_processor_that_is_not_there_is_named()
    {
        int missing = Affinity.Usable().Max() + 1;
        var wrong = new List<ValidationResult>();
        var options = new EngineOptions { Cores = $"0,{missing}" };
        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true));
        Assert.Contains($"processor {missing}", Assert.Single(wrong).ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crew_stays_where_its_caller_was_put()
    {
        int last = Affinity.Usable().Max();
        var places = new ConcurrentBag<int[]>();
        var thread = new Thread(() =>
        {
            Affinity.Pin([last]);
            using WorkCrew shared = WorkCrew.Create(3);
            using WorkCrew own = new SpinningCrew(3);
            shared.Run(30, Note);
            own.Run(30, Note);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(60, places.Count);
        Assert.All(places, place => Assert.Equal([last], place));

        void Note(int piece)
        {
            places.Add(Affinity.Usable());
            Thread.Sleep(1); // long enough for every helper to take one
        }
    }
}
