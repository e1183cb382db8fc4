namespace JudgeApi.Pages.Rating;

internal sealed class RatingDesk;
