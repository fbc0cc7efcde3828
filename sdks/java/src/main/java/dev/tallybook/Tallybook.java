package dev.tallybook;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A service, and a key to it. One of these serves a whole program: it holds the connections, and
 * any number of threads may use it at once.
 */
public final class Tallybook {
  private final String url;
  private final Transport transport;

  private Tallybook(Builder builder, Clock clock) {
    this.url = builder.checkedUrl();
    HttpClient http =
        builder.http != null
            ? builder.http
            : HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // or it asks every proxy to upgrade
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(builder.timeout.dividedBy(2))
                .build();
    Retries retries = new Retries(builder.maxTries, builder.budget);
    this.transport =
        new Transport(
            http, url, builder.checkedApiKey(), builder.timeout, retries, builder.hook, clock);
  }

  /** The service that {@code TALLYBOOK_URL} names, with the key in {@code TALLYBOOK_API_KEY}. */
  public static Tallybook create() {
    return builder().build();
  }

  /** With options; the environment says what is left out. */
  public static Builder builder() {
    return new Builder();
  }

  /** All ledgers that the key may see. */
  public Ledgers ledgers() {
    return new Ledgers(transport);
  }

  /**
   * What is in one ledger. Nothing is sent.
   *
   * @param ledger its name or id
   */
  public LedgerClient ledger(String ledger) {
    return new LedgerClient(transport, ledger);
  }

  /** The URL; the key is never shown. */
  @Override
  public String toString() {
    return "Tallybook[" + url + "]";
  }

  /** Sets options by name. */
  public static final class Builder {
    private @Nullable String url = System.getenv("TALLYBOOK_URL");
    private @Nullable String apiKey = System.getenv("TALLYBOOK_API_KEY");
    private Duration timeout = Duration.ofSeconds(10);
    private int maxTries = 8;
    private Duration budget = Duration.ofSeconds(60);
    private IdempotencyKeyHook hook = (key, operation) -> {};
    private @Nullable HttpClient http;

    private Builder() {}

    /** Where the service is, such as {@code https://ledger.example.com}. */
    public Builder url(String url) {
      this.url = url;
      return this;
    }

    /** The API key, {@code tb_…}. */
    public Builder apiKey(String apiKey) {
      this.apiKey = apiKey;
      return this;
    }

    /** How long one try may take: 10 seconds unless given. */
    public Builder timeout(Duration timeout) {
      this.timeout = timeout;
      return this;
    }

    /** How often a call is tried at most: 8 times unless given; 1 for no retries. */
    public Builder maxTries(int maxTries) {
      this.maxTries = maxTries;
      return this;
    }

    /** How long all tries of a call may take together: 60 seconds unless given. */
    public Builder budget(Duration budget) {
      this.budget = budget;
      return this;
    }

    /** Who is told each idempotency key before it is used. */
    public Builder onIdempotencyKey(IdempotencyKeyHook hook) {
      this.hook = hook;
      return this;
    }

    /**
     * A client with settings of its own, such as a proxy or certificates; it should follow no
     * redirects.
     */
    public Builder httpClient(HttpClient http) {
      this.http = http;
      return this;
    }

    /** The client. */
    public Tallybook build() {
      return build(new Clock());
    }

    Tallybook build(Clock clock) {
      return new Tallybook(this, clock);
    }

    private String checkedUrl() {
      if (url == null || url.isBlank()) {
        throw new IllegalArgumentException("say the service's url, or set TALLYBOOK_URL");
      }
      String scheme = URI.create(url).getScheme();
      if (!"http".equals(scheme) && !"https".equals(scheme)) {
        throw new IllegalArgumentException("the service's url begins with https:// or http://");
      }
      return url.replaceAll("/+$", "");
    }

    private String checkedApiKey() {
      if (apiKey == null || apiKey.isBlank()) {
        throw new IllegalArgumentException("say the apiKey, or set TALLYBOOK_API_KEY");
      }
      if (!apiKey.matches("[!-~]+")) {
        throw new IllegalArgumentException(
            "the apiKey has characters that no key has, such as a line's end");
      }
      return apiKey;
    }
  }
}
