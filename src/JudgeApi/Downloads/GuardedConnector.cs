// Opens the connections of downloads. The address is looked up once, checked, and connected to by number: a name that answers differently the next
// time (DNS rebinding) gains nothing.
using System.Net;
using System.Net.Sockets;

namespace JudgeApi.Downloads;

internal sealed partial class GuardedConnector(HostResolver resolve, AddressRules rules, ILogger<GuardedConnector> logger)
{
    private const int MostAddresses = 4;

    private static readonly TimeSpan EachAddress = TimeSpan.FromSeconds(4);

    /// <summary>What <see cref="SocketsHttpHandler.ConnectCallback"/> calls for every new connection, whatever asked for it.</summary>
    /// <exception cref="ForbiddenAddressException">One of the host's addresses may not be reached.</exception>
    /// <exception cref="UnresolvedHostException">The host has no address.</exception>
    /// <exception cref="SocketException">No address answered.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await AddressesAsync(host, cancellationToken);

        // One private address among public ones is how a rebinding name looks; an honest host has none.
        if (addresses.FirstOrDefault(address => !rules.Allow(address)) is { } forbidden)
        {
            Refused(logger, host, forbidden);
            throw new ForbiddenAddressException(host);
        }

        SocketException? failure = null;
        foreach (var address in addresses.Take(MostAddresses))
        {
            try
            {
                return await ConnectAsync(host, new IPEndPoint(address, port), cancellationToken);
            }
            catch (SocketException error)
            {
                failure = error;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostUnreachable);
    }

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        try
        {
            var found = await resolve(host, cancellationToken);

            // IPv4 first: it answers where IPv6 is configured but leads nowhere.
            return found.Length > 0
                ? [.. found.OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6)]
                : throw new UnresolvedHostException(host);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            throw new UnresolvedHostException(host);
        }
    }

    private async Task<Stream> ConnectAsync(string host, IPEndPoint target, CancellationToken cancellationToken)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(EachAddress);
            try
            {
                await socket.ConnectAsync(target, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            // The last word is the connection's own: where the socket ended, not what was asked for.
            if (socket.RemoteEndPoint is not IPEndPoint { Address: { } reached } || !rules.Allow(reached))
            {
                throw new ForbiddenAddressException(host);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A download from {Host} was refused: it leads to {Address}")]
    private static partial void Refused(ILogger logger, string host, System.Net.IPAddress address);
}
