package org.lungseg.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * An Orthanc of this test alone: its own port, its own storage in a temporary folder, no plugins,
 * reachable from this machine only. The service that the Debian package may have started is left
 * alone.
 */
final class OrthancServer implements AutoCloseable {

  private static final List<String> PROGRAMS = List.of("Orthanc", "/usr/sbin/Orthanc");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 200;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final String root;

  private OrthancServer(Process process, int port) {
    this.process = process;
    this.root = "http://127.0.0.1:" + port;
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param folder for its storage, its settings and its log
   * @throws TestAbortedException if it is not installed
   */
  static OrthancServer start(Path folder) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ObjectNode settings = new ObjectMapper().createObjectNode();
    settings.put("Name", "test");
    settings.put("StorageDirectory", folder.resolve("storage").toString());
    settings.put("IndexDirectory", folder.resolve("storage").toString());
    settings.put("HttpPort", port);
    settings.put("KeepAlive", false); // a connection that it closes meanwhile fails a POST
    settings.put("DicomServerEnabled", false);
    settings.put("RemoteAccessAllowed", false);
    settings.put("AuthenticationEnabled", false);
    settings.putArray("Plugins");
    Path file = Files.writeString(folder.resolve("orthanc.json"), settings.toString());
    File log = folder.resolve("orthanc.log").toFile();
    for (String program : PROGRAMS) {
      Process process;
      try {
        process =
            new ProcessBuilder(program, file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
      } catch (IOException e) {
        continue; // not installed under this name
      }
      OrthancServer server = new OrthancServer(process, port);
      try {
        server.awaitAnswer(log);
        return server;
      } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
        server.close();
        throw e;
      }
    }
    throw new TestAbortedException("needs the program Orthanc (Debian package orthanc)");
  }

  private void awaitAnswer(File log) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (client.send(get("/system"), HttpResponse.BodyHandlers.discarding()).statusCode()
            == HttpURLConnection.HTTP_OK) {
          return;
        }
      } catch (ConnectException e) {
        Thread.sleep(POLL_MILLIS); // not there yet
      }
    }
    throw new AssertionError("Orthanc does not answer: " + Files.readString(log.toPath()));
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE).build();
  }

  /** Stores a file and returns what the server says of it: its identifiers. */
  JsonNode store(byte[] dicom) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + "/instances"))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(dicom))
            .build();
    return json.readTree(answer(request));
  }

  /** The answer to a GET request. */
  byte[] bytes(String path) throws IOException, InterruptedException {
    return answer(get(path));
  }

  /** The answer to a GET request, as JSON. */
  JsonNode tree(String path) throws IOException, InterruptedException {
    return json.readTree(bytes(path));
  }

  private byte[] answer(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != HttpURLConnection.HTTP_OK) {
      throw new AssertionError(request + " was answered with " + response.statusCode());
    }
    return response.body();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
