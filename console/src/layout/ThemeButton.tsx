import DarkIcon from '@mui/icons-material/DarkModeOutlined'
import LightIcon from '@mui/icons-material/LightModeOutlined'
import { IconButton, Tooltip, useMediaQuery } from '@mui/material'
import { useTheme, useTranslate } from 'react-admin'

/** Light or dark: as the machine has it, until the person says otherwise. */
export function ThemeButton() {
  const translate = useTranslate()
  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)', { noSsr: true })
  const [theme, setTheme] = useTheme()
  const isDark = theme ? theme === 'dark' : prefersDark
  const label = translate('ra.action.toggle_theme')
  return (
    <Tooltip title={label}>
      <IconButton color="inherit" aria-label={label} onClick={() => setTheme(isDark ? 'light' : 'dark')}>
        {isDark ? <LightIcon /> : <DarkIcon />}
      </IconButton>
    </Tooltip>
  )
}
