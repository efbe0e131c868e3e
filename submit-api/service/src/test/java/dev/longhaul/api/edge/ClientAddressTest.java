package dev.longhaul.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource({"192.0.2.7,192.0.2.7", "2001:db8:1:2:3:4:5:6,2001:db8:1:2:0:0:0:0/64",
            "2001:db8:1:2::ffff,2001:db8:1:2:0:0:0:0/64", "2001:db8:1:3::1,2001:db8:1:3:0:0:0:0/64",
            "0:0:0:0:0:0:0:1,0:0:0:0:0:0:0:0/64", "fe80::1%eth0,fe80:0:0:0:0:0:0:0/64",
            "::ffff:192.0.2.7,192.0.2.7", "12345::,12345::"})
    void an_ipv4_address_is_a_client_and_so_is_a_64_of_ipv6(String address, String client) {
        assertThat(ClientAddress.of(address)).isEqualTo(client);
    }
}
