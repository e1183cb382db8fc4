// The service: reads the configuration, prepares the database and the model, answers until it is stopped.
using JudgeApi.Hosting;
using Microsoft.Extensions.Options;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddShippedSettings();
    builder.AddShippedAssets();
    builder.AddJudgeApi();
    builder.ConfigureServer();
    await using var app = builder.Build();
    app.UseJudgeApi();
    app.Lifetime.ApplicationStarted.Register(() => Welcome.Print(app));
    await app.RunAsync();
    return 0;
}
catch (Exception error) when (error is StartupException or OptionsValidationException)
{
    string words = error is OptionsValidationException wrong ? string.Join("\n  ", wrong.Failures) : error.Message;
    await Console.Error.WriteLineAsync($"The service cannot start: {words}");
    return 1;
}
