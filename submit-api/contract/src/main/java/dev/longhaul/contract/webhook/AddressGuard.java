package dev.longhaul.contract.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Says where webhooks may go: to addresses of the public internet, by https. Without it a tenant could let us call what
 * only we can reach. A URL is judged by what it says, an address when it is to be connected to; names are not looked up
 * here.
 *
 * @param http
 *            whether plain http will do, for development
 * @param privateAddresses
 *            whether addresses that are not of the public internet will do, for development
 */
public record AddressGuard(boolean http, boolean privateAddresses) {

    /** The guard of production. */
    public static final AddressGuard STRICT = new AddressGuard(false, false);

    private static final int LONGEST = 2_048;
    /** Whatever ends so is meant as a number; resolvers read hexadecimal, octal and short forms as well. */
    private static final Pattern NUMBER = Pattern.compile("(?i)(.*\\.)?([0-9]+|0x[0-9a-f]*)");
    private static final Pattern PLAIN_IPV4 = Pattern
            .compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
    /** Names that lead into the network they are asked in. */
    private static final List<String> LOCAL_NAMES = List.of("localhost", "local", "internal", "intranet", "lan",
            "home.arpa", "onion");
    /** The blocks of IPv4 that are not of the public internet: IANA's special-purpose registry, and multicast. */
    private static final List<Block> IPV4 = List.of(Block.of("0.0.0.0", 8), Block.of("10.0.0.0", 8),
            Block.of("100.64.0.0", 10), Block.of("127.0.0.0", 8), Block.of("169.254.0.0", 16),
            Block.of("172.16.0.0", 12), Block.of("192.0.0.0", 24), Block.of("192.0.2.0", 24),
            Block.of("192.88.99.0", 24), Block.of("192.168.0.0", 16), Block.of("198.18.0.0", 15),
            Block.of("198.51.100.0", 24), Block.of("203.0.113.0", 24), Block.of("224.0.0.0", 4),
            Block.of("240.0.0.0", 4),
            // the host's own services in one cloud
            Block.of("168.63.129.16", 32));
    /** All that is given out for the public internet. */
    private static final Block IPV6_GLOBAL = Block.of("2000::", 3);
    /** What is not public in there: protocols, Teredo, documentation, and 6to4, which holds an IPv4 address. */
    private static final List<Block> IPV6 = List.of(Block.of("2001::", 23), Block.of("2001:db8::", 32),
            Block.of("2002::", 16), Block.of("3fff::", 20));

    /**
     * Why webhooks must not go to a URL, such as "must be an https address"; empty when they may, as far as it says.
     */
    public Optional<String> refusal(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.of("must have 1 to " + LONGEST + " characters");
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.of("is not a URL");
        }
        String scheme = url.getScheme();
        if (!"https".equalsIgnoreCase(scheme) && !(http && "http".equalsIgnoreCase(scheme))) {
            return Optional.of(http ? "must be an https or http address" : "must be an https address");
        }
        if (url.getHost() == null || url.getPort() > 65_535 || url.getPort() == 0) {
            return Optional.of("must have a host, and a port from 1 to 65535 if any");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return Optional.of("must have no user, no password and no fragment");
        }
        return hostRefusal(url.getHost().toLowerCase(Locale.ROOT));
    }

    private Optional<String> hostRefusal(String written) {
        String host = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
        if (host.startsWith("[")) {
            return host.contains("%") ? Optional.of("must have no zone in its address") : literalRefusal(host);
        }
        if (NUMBER.matcher(host).matches()) {
            return PLAIN_IPV4.matcher(written).matches()
                    ? literalRefusal(host)
                    : Optional.of("must have an address in its plain form, such as 192.0.2.1, or a name");
        }
        boolean local = host.indexOf('.') < 0
                || LOCAL_NAMES.stream().anyMatch(name -> host.equals(name) || host.endsWith("." + name));
        return local && !privateAddresses
                ? Optional.of("must lead to the public internet: '" + host + "' is a name of a local network")
                : Optional.empty();
    }

    private Optional<String> literalRefusal(String literal) {
        try {
            return allows(InetAddress.getByName(literal))
                    ? Optional.empty()
                    : Optional.of("must lead to the public internet: this address is private, local or reserved");
        } catch (UnknownHostException e) {
            return Optional.of("has an address that cannot be read");
        }
    }

    /** Whether a connection to this address may be opened. */
    public boolean allows(InetAddress address) {
        return privateAddresses || isPublic(address);
    }

    private static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return IPV4.stream().noneMatch(block -> block.holds(bytes));
        }
        return IPV6_GLOBAL.holds(bytes) && IPV6.stream().noneMatch(block -> block.holds(bytes));
    }

    /** The addresses that begin with the same bits. */
    private record Block(InetAddress first, int bits) {

        static Block of(String literal, int bits) {
            try {
                return new Block(InetAddress.getByName(literal), bits);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(literal, e);
            }
        }

        boolean holds(byte[] address) {
            byte[] start = first.getAddress();
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i & 7);
                if ((start[i >> 3] & mask) != (address[i >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
