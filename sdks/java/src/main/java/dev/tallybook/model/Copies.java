package dev.tallybook.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies that nobody can change, of lists and maps that may be absent and may hold nulls. */
final class Copies {
  private Copies() {}

  @SuppressWarnings("NullAway") // null for null alone, which only a field that allows it passes in
  static <T extends @Nullable Object> List<T> of(@Nullable List<T> list) {
    return list == null ? null : Collections.unmodifiableList(new ArrayList<>(list));
  }

  static <T extends @Nullable Object> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : of(list);
  }

  @SuppressWarnings("NullAway")
  static <V extends @Nullable Object> Map<String, V> of(@Nullable Map<String, V> map) {
    return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  @SuppressWarnings({"NullAway", "unchecked"}) // a copy has the type of what it copies
  static <T> Change<T> of(@Nullable Change<T> change) {
    if (change == null || change.value() == null) {
      return change;
    }
    Object value = change.value();
    Object copy = value instanceof List<?> list ? of(list) : of((Map<String, ?>) value);
    return Change.to((T) copy);
  }

  static <V extends @Nullable Object> Map<String, V> with(
      @Nullable Map<String, V> map, String key, V value) {
    Map<String, V> more = map == null ? new LinkedHashMap<>() : new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }

  static <V extends @Nullable Object> Map<String, V> with(
      @Nullable Change<Map<String, V>> map, String key, V value) {
    return with(map == null ? null : map.value(), key, value);
  }
}
