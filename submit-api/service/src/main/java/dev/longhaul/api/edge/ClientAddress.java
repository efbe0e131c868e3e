package dev.longhaul.api.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** What counts as one client. */
final class ClientAddress {

    /** Whoever has an IPv6 address has all that share these bytes, 2^64 of them. */
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    /**
     * An IPv4 address as it is, an IPv6 address's /64.
     *
     * @param address
     *            of a connection, in digits
     */
    static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int zone = address.indexOf('%');
        try {
            InetAddress read = InetAddress.getByName(zone < 0 ? address : address.substring(0, zone));
            byte[] bytes = read.getAddress();
            if (bytes.length <= NETWORK_BYTES) {
                return read.getHostAddress();
            }
            Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
