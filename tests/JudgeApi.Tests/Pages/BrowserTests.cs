namespace JudgeApi.Tests.Pages;

/// <summary>The tests of the pages take turns: they share a browser and few processors.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "Browser";
}
