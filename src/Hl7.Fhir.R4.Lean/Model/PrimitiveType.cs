using System.Globalization;
using Hl7.Fhir.R4.Lean;

namespace Hl7.Fhir.Model;

/// <summary>How JSON holds a primitive.</summary>
internal enum PrimitiveKind
{
    Text,
    Boolean,
    Integer,
    Decimal,
    Instant,
}

/// <summary>A primitive as an element: a value with, perhaps, an id and extensions.</summary>
public abstract class PrimitiveType : DataType
{
    /// <summary>
    /// The value as read: <see cref="string"/> (a code's literal too, even an unknown one), <see cref="bool"/>,
    /// <see cref="int"/>, <see cref="decimal"/> or <see cref="DateTimeOffset"/>; the JSON text where it is none of these.
    /// </summary>
    public object? ObjectValue { get; set; }

    internal virtual PrimitiveKind Kind => PrimitiveKind.Text;

    /// <summary>The value as JSON would show it, without quotes; empty when there is none.</summary>
    public override string ToString() => ObjectValue switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        DateTimeOffset instant => LeanWriter.TextOf(instant),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => value.ToString() ?? "",
    };
}

/// <summary>An enumerated code of <typeparamref name="T"/>.</summary>
public sealed class Code<T> : PrimitiveType
    where T : struct, Enum
{
    public Code() { }

    public Code(T? value) => Value = value;

    public override string TypeName => "code";

    /// <summary>The code, or null when there is none or <see cref="PrimitiveType.ObjectValue"/> is not of the value set.</summary>
    public T? Value
    {
        get => Primitive.Code<T>(ObjectValue);
        set => ObjectValue = Primitive.Box(value);
    }
}

public sealed class FhirBoolean : PrimitiveType
{
    public FhirBoolean() { }

    public FhirBoolean(bool? value) => Value = value;

    public override string TypeName => "boolean";

    public bool? Value
    {
        get => Primitive.Boolean(ObjectValue);
        set => ObjectValue = Primitive.Box(value);
    }

    internal override PrimitiveKind Kind => PrimitiveKind.Boolean;
}

public sealed class FhirDecimal : PrimitiveType
{
    public FhirDecimal() { }

    public FhirDecimal(decimal? value) => Value = value;

    public override string TypeName => "decimal";

    /// <summary>The number with the precision it was written with: 1.00 stays 1.00.</summary>
    public decimal? Value
    {
        get => Primitive.Decimal(ObjectValue);
        set => ObjectValue = value;
    }

    internal override PrimitiveKind Kind => PrimitiveKind.Decimal;
}

/// <summary>A point in time, to the second or finer, with its offset.</summary>
public sealed class Instant : PrimitiveType
{
    public Instant() { }

    public Instant(DateTimeOffset? value) => Value = value;

    public override string TypeName => "instant";

    public DateTimeOffset? Value
    {
        get => Primitive.Instant(ObjectValue);
        set => ObjectValue = value;
    }

    internal override PrimitiveKind Kind => PrimitiveKind.Instant;
}

/// <summary>Binary content; <see cref="PrimitiveType.ObjectValue"/> is its base64 text.</summary>
public sealed class Base64Binary : PrimitiveType
{
    public Base64Binary() { }

    public Base64Binary(byte[]? value) => Value = value;

    public override string TypeName => "base64Binary";

    public byte[]? Value
    {
        get => Primitive.Bytes(ObjectValue);
        set => ObjectValue = Primitive.Box(value);
    }
}

/// <summary>A date: a year, a year and month, or a day, as <c>YYYY</c>, <c>YYYY-MM</c> or <c>YYYY-MM-DD</c>.</summary>
public sealed class Date : PrimitiveType
{
    public Date() { }

    public Date(string? value) => Value = value;

    public Date(int year, int month, int day)
        : this(string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}-{day:D2}")) { }

    public Date(int year, int month)
        : this(string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}")) { }

    public Date(int year)
        : this(year.ToString("D4", CultureInfo.InvariantCulture)) { }

    public override string TypeName => "date";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }

    /// <summary>The start of the day, month or year at UTC; false when there is no date or it is ill-formed.</summary>
    public bool TryToDateTimeOffset(out DateTimeOffset dto)
        => PartialDate.TryParse(Value, TimeSpan.Zero, out dto, out var hasTime, out _) && !hasTime;

    /// <summary>As <see cref="TryToDateTimeOffset"/>; null when empty.</summary>
    /// <exception cref="FormatException">The text is not a date.</exception>
    public DateTimeOffset? ToDateTimeOffset()
        => Value is null ? null
            : TryToDateTimeOffset(out var dto) ? dto
            : throw new FormatException("The text is not a FHIR date.");

    public static bool IsValidValue(string value) => new Date(value).TryToDateTimeOffset(out _);
}

/// <summary>A date, perhaps with a time; a time should come with an offset, but not all senders give one.</summary>
public sealed class FhirDateTime : PrimitiveType
{
    public FhirDateTime() { }

    public FhirDateTime(string? value) => Value = value;

    public FhirDateTime(DateTimeOffset dt) => Value = LeanWriter.TextOf(dt);

    public FhirDateTime(int year, int month, int day, int hr, int min, int sec, TimeSpan offset)
        : this(new DateTimeOffset(year, month, day, hr, min, sec, offset)) { }

    public FhirDateTime(int year, int month, int day)
        : this(string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}-{day:D2}")) { }

    public FhirDateTime(int year, int month)
        : this(string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}")) { }

    public FhirDateTime(int year)
        : this(year.ToString("D4", CultureInfo.InvariantCulture)) { }

    public override string TypeName => "dateTime";

    public string? Value
    {
        get => Primitive.Text(ObjectValue);
        set => ObjectValue = value;
    }

    /// <summary>The instant; false when empty, ill-formed, or without an offset (a day has none).</summary>
    public bool TryToDateTimeOffset(out DateTimeOffset dto)
        => PartialDate.TryParse(Value, TimeSpan.Zero, out dto, out _, out var hasOffset) && hasOffset;

    /// <summary>The start of what the text says, at <paramref name="defaultOffset"/> where it names no offset.</summary>
    public bool TryToDateTimeOffset(TimeSpan defaultOffset, out DateTimeOffset dto)
        => PartialDate.TryParse(Value, defaultOffset, out dto, out _, out _);

    /// <summary>The start of what the text says (UTC where it names no offset), shown in <paramref name="zone"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no value.</exception>
    /// <exception cref="FormatException">The text is not a date and time.</exception>
    public DateTimeOffset ToDateTimeOffset(TimeSpan zone)
    {
        if (Value is null)
            throw new InvalidOperationException("The FhirDateTime has no value.");
        return TryToDateTimeOffset(TimeSpan.Zero, out var dto)
            ? dto.ToOffset(zone)
            : throw new FormatException("The text is not a FHIR dateTime.");
    }

    public static bool IsValidValue(string value)
        => PartialDate.TryParse(value, TimeSpan.Zero, out _, out var hasTime, out var hasOffset) && hasTime == hasOffset;
}
