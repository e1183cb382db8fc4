namespace JudgeApi.Problems;

/// <summary>The service's own codes; docs/errors.md describes each. Codes never change their meaning.</summary>
internal static class ProblemCodes
{
    // Any route
    public const string Unauthenticated = "unauthenticated";
    public const string Forbidden = "forbidden";
    public const string UnknownRoute = "unknown_route";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string BodyTooLarge = "body_too_large";
    public const string BadRequest = "bad_request";
    public const string RateLimited = "rate_limited";
    public const string Busy = "busy";
    public const string ModelUnavailable = "model_unavailable";
    public const string DatabaseUnavailable = "database_unavailable";
    public const string InternalError = "internal_error";

    // Bodies
    public const string BadJson = "bad_json";
    public const string BadMultipart = "bad_multipart";
    public const string UnknownField = "unknown_field";
    public const string DuplicateField = "duplicate_field";
    public const string MissingField = "missing_field";
    public const string BadValue = "bad_value";
    public const string BadBase64 = "bad_base64";

    // Judging
    public const string UnknownTask = "unknown_task";
    public const string ImageCount = "image_count";
    public const string ImageSource = "image_source";
    public const string UnknownImage = "unknown_image";
    public const string TextMissing = "text_missing";
    public const string TextNotAllowed = "text_not_allowed";
    public const string TextTooLong = "text_too_long";
    public const string StrategyNotAllowed = "strategy_not_allowed";
    public const string TooManyItems = "too_many_items";

    // Image URLs
    public const string ImageUrlDisabled = "image_url_disabled";
    public const string ImageUrlInvalid = "image_url_invalid";
    public const string ImageUrlScheme = "image_url_scheme";
    public const string ImageUrlCredentials = "image_url_credentials";
    public const string ImageUrlPort = "image_url_port";
    public const string ImageUrlHost = "image_url_host";
    public const string ImageUrlAddress = "image_url_address";
    public const string ImageUrlUnresolved = "image_url_unresolved";
    public const string ImageUrlTls = "image_url_tls";
    public const string ImageUrlRedirects = "image_url_redirects";
    public const string ImageUrlStatus = "image_url_status";
    public const string ImageUrlType = "image_url_type";
    public const string ImageUrlTimeout = "image_url_timeout";
    public const string ImageUrlUnreachable = "image_url_unreachable";

    // Corrections and reviews
    public const string IdempotencyConflict = "idempotency_conflict";
    public const string ReviewOpen = "review_open";
    public const string ReviewEnded = "review_ended";
    public const string BadImport = "bad_import";

    // Calibration
    public const string TooFewCorrections = "too_few_corrections";
    public const string TargetUnreachable = "target_unreachable";

    // Models
    public const string ModelNotServable = "model_not_servable";
    public const string ModelPinned = "model_pinned";
    public const string NothingToRollBack = "nothing_to_roll_back";
    public const string BadCheckpoint = "bad_checkpoint";

    // Training
    public const string TrainingActive = "training_active";
    public const string TrainingNotPossible = "training_not_possible";
    public const string TrainingEnded = "training_ended";

    // Resources
    public const string NotFound = "not_found";
    public const string VersionConflict = "version_conflict";
    public const string KindChange = "kind_change";
    public const string LastOpsKey = "last_ops_key";
    public const string UnknownParameter = "unknown_parameter";
    public const string BadCursor = "bad_cursor";
}
