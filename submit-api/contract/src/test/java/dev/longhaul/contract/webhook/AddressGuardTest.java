package dev.longhaul.contract.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private static final AddressGuard STRICT = AddressGuard.STRICT;

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.0.0.1", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",
            "127.0.0.1", "127.255.255.254", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1",
            "172.31.255.255", "192.0.0.8", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255",
            "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
            "255.255.255.255", "168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
            "::ffff:0:127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::",
            "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "3fff::1", "5f00::1", "fc00::1",
            "fd00:ec2::254", "fdff::1", "fe80::1", "fec0::1", "ff02::1", "ff0e::1", "4000::1"})
    void an_address_that_is_not_of_the_public_internet_is_refused_however_it_comes(String address) throws Exception {
        assertThat(STRICT.allows(InetAddress.getByName(address))).isFalse();
        String host = address.contains(":") ? "[" + address + "]" : address;
        assertThat(STRICT.refusal("https://" + host + "/hook")).isPresent();
        assertThat(STRICT.refusal("https://" + host + ":8443/hook")).isPresent();
        assertThat(new AddressGuard(false, true).allows(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255",
            "128.0.0.1", "172.15.255.255", "172.32.0.1", "192.0.1.1", "192.167.255.255", "192.169.0.1",
            "198.17.255.255",
            "198.20.0.1", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:800::200e", "2001:4860:4860::8888",
            "2620:fe::fe"})
    void a_public_address_is_allowed(String address) throws Exception {
        assertThat(STRICT.allows(InetAddress.getByName(address))).isTrue();
        assertThat(STRICT.refusal("https://" + (address.contains(":") ? "[" + address + "]" : address) + "/h"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/",
            "https://0177.0.0.1/", "https://017700000001/", "https://127.0.0.1./", "https://1.1/", "https://0/",
            "https://0x/", "https://1.2.3.04/", "https://256.1.1.1/", "https://evil.example.0x7f000001/",
            "https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://%31%32%37.0.0.1/", "https://１２７.0.0.1/",
            "https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://api.localhost/",
            "https://printer.local/", "https://metadata.google.internal/", "https://metadata/", "https://router.lan/",
            "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "example.org",
            "https://user:pass@example.org/", "https://example.org@127.0.0.1/", "https://example.org/#x", "https:///x",
            "https://example.org:0/", "https://example.org:65536/", "https://a b/", "https://exa_mple.org\\@127.0.0.1/",
            "", "javascript:alert(1)"})
    void a_url_that_is_no_plain_https_address_of_the_public_internet_is_refused(String url) {
        assertThat(STRICT.refusal(url)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org", "https://example.org/", "HTTPS://Example.ORG/hook?a=b",
            "https://example.org:8443/x", "https://hooks.example.co.uk./x", "https://xn--bcher-kva.example/",
            "https://1password.example/"})
    void an_https_address_with_a_name_is_allowed_as_far_as_it_says(String url) {
        assertThat(STRICT.refusal(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080/hook", "https://localhost/", "http://receiver/hook",
            "http://[::1]:9/"})
    void in_development_plain_http_and_private_addresses_are_allowed_when_both_are_set(String url) {
        assertThat(new AddressGuard(true, true).refusal(url)).isEmpty();
        assertThat(STRICT.refusal(url)).isPresent();
    }
}
