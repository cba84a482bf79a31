package kagemusha.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Function;
import kagemusha.config.ConfigException;

/**
 * Where a run that is going on takes orders: an HTTP server on the loopback of the launcher's
 * process. Its address and a secret lie in the run folder, in a file that only its owner can read;
 * the file is gone when the run is.
 *
 * <pre>
 * POST /orders   body: the text of an order   Authorization: the secret
 * 200 given   400 not an order   403 not the secret   409 too late or not possible
 * </pre>
 */
final class ControlPoint implements AutoCloseable {
  static final String FILE = "control.json";

  private static final int LONGEST_ORDER = 64 * 1024;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What stands in the file. */
  record Address(String url, String secret) {}

  /** What is answered. */
  record Answer(int status, String text) {
    static final int GIVEN = 200;
    static final int NO_ORDER = 400;
    static final int NOT_YOU = 403;
    static final int REFUSED = 409;
  }

  private final HttpServer server;
  private final Path file;
  private final String secret;
  private final Function<String, Answer> taker;

  private ControlPoint(
      HttpServer server, Path file, String secret, Function<String, Answer> taker) {
    this.server = server;
    this.file = file;
    this.secret = secret;
    this.taker = taker;
  }

  /**
   * Opens a run to orders.
   *
   * @param taker carries out the text of one order; called by one thread
   */
  static ControlPoint open(Path folder, Function<String, Answer> taker) throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ControlPoint point = new ControlPoint(server, folder.resolve(FILE), secret, taker);
    server.createContext("/orders", point::handle);
    server.start();
    return point;
  }

  /** Tells where it is. The file appears whole, and never readable by others. */
  void announce() throws IOException {
    InetSocketAddress listening = server.getAddress();
    String host = listening.getAddress().getHostAddress();
    Address address = new Address("http://" + host + ":" + listening.getPort() + "/orders", secret);
    Path whole = file.resolveSibling(FILE + ".tmp");
    Files.deleteIfExists(whole);
    if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
      Files.createFile(
          whole,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.write(whole, MAPPER.writeValueAsBytes(address));
    Files.move(whole, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!MessageDigest.isEqual(bytes(given), bytes(secret))) {
      return new Answer(Answer.NOT_YOU, "not the secret of this run");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return new Answer(Answer.NO_ORDER, "orders are posted");
    }
    try (InputStream in = exchange.getRequestBody()) {
      byte[] body = in.readNBytes(LONGEST_ORDER + 1);
      return body.length > LONGEST_ORDER
          ? new Answer(Answer.NO_ORDER, "an order of more than " + LONGEST_ORDER + " bytes")
          : taker.apply(new String(body, StandardCharsets.UTF_8).strip());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    forget(file.getParent());
    server.stop(0);
  }

  /** A run takes no orders any more. */
  static void forget(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException e) {
      // It names a port where nobody listens any more.
    }
  }

  /** Whether somebody listens to orders for this run. */
  static boolean isOpen(Path folder) {
    try {
      return send(folder, "").status() == Answer.NO_ORDER;
    } catch (ConfigException | IOException e) {
      return false;
    }
  }

  /**
   * Sends an order to a run.
   *
   * @throws ConfigException if the run takes no orders because it has ended
   * @throws IOException if nobody answers
   */
  static Answer send(Path folder, String order) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw new ConfigException(folder + ": this run has ended");
    }
    Address address = MAPPER.readValue(Files.readAllBytes(file), Address.class);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address.url()))
            .header("Authorization", address.secret())
            .timeout(Duration.ofMinutes(5))
            .POST(HttpRequest.BodyPublishers.ofString(order))
            .build();
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
