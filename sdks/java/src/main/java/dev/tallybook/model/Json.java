package dev.tallybook.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * JSON as the API has it: amounts are plain decimal strings and never numbers, times have at most
 * six decimals, and what this version does not know is passed over.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule("tallybook")
                  .addSerializer(BigDecimal.class, new AmountWriter())
                  .addDeserializer(BigDecimal.class, new AmountReader())
                  .addSerializer(Instant.class, new TimeWriter())
                  .addDeserializer(Change.class, new ChangeReader()))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          .build();

  private Json() {}

  /** Reads and writes the records of this package. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  private static final class AmountWriter extends StdSerializer<BigDecimal> {
    AmountWriter() {
      super(BigDecimal.class);
    }

    @Override
    public void serialize(BigDecimal amount, JsonGenerator to, SerializationContext context) {
      to.writeString(amount.toPlainString());
    }
  }

  private static final class AmountReader extends StdDeserializer<BigDecimal> {
    private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,400}(\\.[0-9]{1,400})?");

    AmountReader() {
      super(BigDecimal.class);
    }

    @Override
    public BigDecimal deserialize(JsonParser from, DeserializationContext context) {
      if (from.currentToken() != JsonToken.VALUE_STRING) {
        return context.reportInputMismatch(
            this,
            "an amount is a string, so that no digit is lost; this is %s",
            from.currentToken());
      }
      String text = from.getString();
      if (!PLAIN.matcher(text).matches()) {
        return context.reportInputMismatch(this, "an amount is a plain decimal number");
      }
      return new BigDecimal(text);
    }
  }

  private static final class TimeWriter extends StdSerializer<Instant> {
    TimeWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator to, SerializationContext context) {
      to.writeString(time.truncatedTo(ChronoUnit.MICROS).toString());
    }
  }

  /** Tells null, which clears, from absence, which leaves alone. */
  private static final class ChangeReader extends StdDeserializer<Change<?>> {
    private final @Nullable JavaType of;

    ChangeReader() {
      this(null);
    }

    private ChangeReader(@Nullable JavaType of) {
      super(Change.class);
      this.of = of;
    }

    @Override
    public ValueDeserializer<?> createContextual(
        DeserializationContext context, @Nullable BeanProperty property) {
      JavaType change = property == null ? context.getContextualType() : property.getType();
      return new ChangeReader(change.containedTypeOrUnknown(0));
    }

    @Override
    public Change<?> deserialize(JsonParser from, DeserializationContext context) {
      return Change.to(context.readValue(from, of));
    }

    @Override
    public Change<?> getNullValue(DeserializationContext context) {
      return Change.clear();
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
      return null;
    }
  }
}
