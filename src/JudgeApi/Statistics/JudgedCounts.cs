namespace JudgeApi.Statistics;

/// <summary>What was judged, whether anybody looked at it or not.</summary>
/// <param name="Judgments">In the filter's window.</param>
/// <param name="Abstained">Of them.</param>
/// <param name="AskedInBothOrders">Pairs whose flip is known.</param>
/// <param name="Flipped">Of these.</param>
/// <param name="FlipRate">With Wilson's interval; null without such pairs.</param>
internal sealed record JudgedCounts(int Judgments, int Abstained, int AskedInBothOrders, int Flipped, Estimate? FlipRate);
