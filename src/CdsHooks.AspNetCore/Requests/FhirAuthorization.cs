using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>
/// The access the client lends to the service for this call. Deliberately not a record: a record would print the token.
/// </summary>
public sealed class FhirAuthorization
{
    private FhirAuthorization(string accessToken, double expiresInSeconds, string scope, string subject, string? patient)
    {
        AccessToken = accessToken;
        ExpiresIn = TimeSpan.FromSeconds(Math.Clamp(expiresInSeconds, 0, MaxSeconds));
        Scope = scope;
        Subject = subject;
        Patient = patient;
    }

    private const double MaxSeconds = 365 * 24 * 3600;

    /// <summary>For this call alone: never stored, logged or sent anywhere but to <see cref="CdsRequest.FhirServer"/>.</summary>
    public string AccessToken { get; }

    public TimeSpan ExpiresIn { get; }

    /// <summary>SMART v1, SMART v2 or a vendor's words: to be shown, not parsed.</summary>
    public string Scope { get; }

    /// <summary>The service's client id at the client's authorization server.</summary>
    public string Subject { get; }

    /// <summary>The patient to whom the token is restricted, where it is.</summary>
    public string? Patient { get; }

    internal static FhirAuthorization Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new CdsRequestException("'fhirAuthorization' must be an object.");
        string? token = null, type = null, scope = null, subject = null, patient = null;
        double? expiresIn = null;
        while (reader.NextProperty())
        {
            if (reader.Says("access_token"u8))
                token = reader.TextOrNull();
            else if (reader.Says("token_type"u8))
                type = reader.TextOrNull();
            else if (reader.Says("scope"u8))
                scope = reader.TextOrNull();
            else if (reader.Says("subject"u8))
                subject = reader.TextOrNull();
            else if (reader.Says("patient"u8))
                patient = reader.TextOrNull();
            else if (reader.Says("expires_in"u8))
                expiresIn = ReadSeconds(ref reader);
            else
                reader.Skip();
        }

        // What cannot stand in a header was not issued by any authorization server.
        if (string.IsNullOrEmpty(token) || !token.All(letter => letter is > ' ' and < (char)127))
            throw new CdsRequestException("'fhirAuthorization.access_token' is required.");
        if (!string.Equals(type, "Bearer", StringComparison.OrdinalIgnoreCase))
            throw new CdsRequestException("'fhirAuthorization.token_type' must be Bearer.");
        return new FhirAuthorization(
            token,
            expiresIn ?? throw new CdsRequestException("'fhirAuthorization.expires_in' is required."),
            scope ?? throw new CdsRequestException("'fhirAuthorization.scope' is required."),
            subject ?? throw new CdsRequestException("'fhirAuthorization.subject' is required."),
            patient);
    }

    private static double? ReadSeconds(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double seconds) && double.IsFinite(seconds))
            return seconds;
        reader.Skip();
        return null;
    }
}
