package dev.longhaul.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ports that people use: the API's and, after it, those of the other services. */
record Ports(int api, int dispatcher, int worker, int resultStore, int simulator) {

    private static final int SIMULATOR_OFFSET = 10;

    /**
     * @param first
     *            of the API; 0 for free ports
     * @throws StandaloneException
     *             when one of them is in use
     */
    static Ports from(int first) {
        if (first == 0) {
            return new Ports(0, 0, 0, 0, 0);
        }
        Ports ports = new Ports(first, first + 1, first + 2, first + 3, first + SIMULATOR_OFFSET);
        Map<String, Integer> all = new LinkedHashMap<>();
        all.put("API", ports.api);
        all.put("dispatcher's health", ports.dispatcher);
        all.put("worker's health", ports.worker);
        all.put("result-store's health", ports.resultStore);
        all.put("provider simulator", ports.simulator);
        List<String> taken = new ArrayList<>();
        all.forEach((what, port) -> {
            if (isTaken(port)) {
                taken.add(port + " (" + what + ")");
            }
        });
        if (!taken.isEmpty()) {
            throw new StandaloneException("Already in use: port " + String.join(", port ", taken)
                    + ". Stop the program that has it, or start with another range, such as --port "
                    + (first + 1_000) + ".", null);
        }
        return ports;
    }

    private static boolean isTaken(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
