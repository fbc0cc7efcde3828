package dev.tallybook;

/** This client's version, which its pom.xml says, too. */
final class Version {
  static final String VERSION = "0.1.0";
  static final String USER_AGENT = "tallybook-java/" + VERSION;

  private Version() {}
}
