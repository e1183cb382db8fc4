namespace JudgeApi.Tasks;

/// <summary>Examples of the API's document.</summary>
internal static class TaskExamples
{
    public const string Answer = """
        {
          "name": "product-alone",
          "version": 1,
          "kind": "labels",
          "rubric": "Does the picture show the product alone, on a plain background?",
          "labels": ["yes", "no"],
          "verdictLabels": ["yes", "no"],
          "text": "none",
          "textName": "Text",
          "imageCount": 1,
          "pointwiseTwin": null,
          "favourableLabel": "yes"
        }
        """;

    public const string List = $$"""[{{Answer}}]""";
}
