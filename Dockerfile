# Build on the SDK image, run on Ubuntu 24.04, whose C++ runtime loads the native library as it is.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/JudgeApi -c Release -o /app/api \
 && dotnet publish src/Trainer -c Release -o /app/trainer

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
RUN apt-get update && apt-get install -y --no-install-recommends curl libtcmalloc-minimal4t64 && rm -rf /var/lib/apt/lists/* \
 && mkdir /data && chown "$APP_UID" /data
WORKDIR /app
COPY --from=build /app .
COPY models models
USER $APP_UID
# libtorch asks for memory at every operator: with this allocator the service and its trainer are a fifth faster (docs/configuration.md).
ENV LD_PRELOAD=libtcmalloc_minimal.so.4
ENV ASPNETCORE_URLS=http://+:8080 MtRl__DataFolder=/data MtRl__Checkpoint=/app/models/tiny-judge
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD curl -fsS http://localhost:8080/health/ready || exit 1
ENTRYPOINT ["dotnet", "api/JudgeApi.dll"]
