using MudBlazor;

namespace JudgeApi.Pages.Layout;

/// <summary>Colours and type of the pages. Every text colour has a contrast of at least 4.5 to what it stands on, in light and dark.</summary>
internal static class PageTheme
{
    private static readonly string[] Fonts =
    [
        "system-ui",
        "-apple-system",
        "Segoe UI",
        "Roboto",
        "Noto Sans",
        "DejaVu Sans",
        "sans-serif",
    ];

    public static MudTheme Theme { get; } =
        new()
        {
            PaletteLight = new PaletteLight
            {
                Primary = "#1c5d99",
                Secondary = "#5b5f97",
                Tertiary = "#0f766e",
                Success = "#1f7a3d",
                Warning = "#8a5300",
                Error = "#b3261e",
                Info = "#1c5d99",
                Background = "#f6f7f9",
                Surface = "#ffffff",
                AppbarBackground = "#ffffff",
                AppbarText = "#1d2530",
                DrawerBackground = "#f6f7f9",
                DrawerText = "#3a4656",
                DrawerIcon = "#52606f",
                TextPrimary = "#1d2530",
                TextSecondary = "#4d5a69",
                TextDisabled = "#6b7683",
                ActionDefault = "#4d5a69",
                LinesDefault = "#e1e5ea",
                LinesInputs = "#8a96a3",
                TableLines = "#e8ebef",
                TableHover = "#f1f4f8",
                Divider = "#e1e5ea",
            },
            PaletteDark = new PaletteDark
            {
                Primary = "#86b9e8",
                PrimaryContrastText = "#0d1a26",
                Secondary = "#b4b7e6",
                SecondaryContrastText = "#14162b",
                Tertiary = "#6fd0c5",
                TertiaryContrastText = "#06211e",
                Success = "#7fd19b",
                SuccessContrastText = "#08210f",
                Warning = "#e9b872",
                WarningContrastText = "#2a1a00",
                Error = "#ff9c94",
                ErrorContrastText = "#3b0906",
                Info = "#86b9e8",
                InfoContrastText = "#0d1a26",
                Background = "#12161b",
                Surface = "#1a1f26",
                AppbarBackground = "#1a1f26",
                AppbarText = "#e6eaf0",
                DrawerBackground = "#12161b",
                DrawerText = "#c6ced8",
                DrawerIcon = "#a3aebb",
                TextPrimary = "#e6eaf0",
                TextSecondary = "#aab5c2",
                TextDisabled = "#8794a2",
                ActionDefault = "#aab5c2",
                LinesDefault = "#2b323b",
                LinesInputs = "#6f7c8a",
                TableLines = "#2b323b",
                TableHover = "#20262e",
                Divider = "#2b323b",
            },
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "208px" },
            Typography = new Typography
            {
                Default = new DefaultTypography
                {
                    FontFamily = Fonts,
                    FontSize = "0.9rem",
                    LineHeight = "1.5",
                },
                Button = new ButtonTypography
                {
                    FontFamily = Fonts,
                    TextTransform = "none",
                    FontWeight = "600",
                },
            },
        };
}
