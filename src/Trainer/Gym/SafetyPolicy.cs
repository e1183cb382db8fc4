namespace Trainer.Gym;

/// <summary>What counts as unsafe: a rule that stands in the prompt, or the house rules, which nobody writes down.</summary>
internal enum SafetyPolicy
{
    /// <summary>No text: a knife beside a person, or a flame indoors, is unsafe.</summary>
    HouseRules,

    /// <summary>"no knife near person"</summary>
    NoKnifeNearPerson,

    /// <summary>"no flame indoor"</summary>
    NoFlameIndoor,

    /// <summary>The house rules after the gym's concept shift: people must be indoors.</summary>
    PeopleIndoors,
}
