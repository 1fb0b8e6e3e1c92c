import { Card, CardContent, Stack } from '@mui/material'
import type { ComponentProps, ReactNode } from 'react'
import { Form, SaveButton } from 'react-admin'
import { FormError } from './FormError'
import { KEEP_TYPED } from './forms'

interface Props {
  values: ComponentProps<typeof Form>['record']
  onSubmit: ComponentProps<typeof Form>['onSubmit']
  /** Leaving is asked about: it is not being left because it was saved. */
  asks: boolean
  children: ReactNode
}

/** A form that fits on one card. */
export function FormCard({ values, onSubmit, asks, children }: Props) {
  return (
    <Card sx={{ mt: 2, maxWidth: 720 }}>
      <CardContent>
        <Form record={values} resetOptions={KEEP_TYPED} onSubmit={onSubmit} warnWhenUnsavedChanges={asks} noValidate>
          <FormError />
          {children}
          <Stack direction="row" sx={{ justifyContent: 'flex-end', mt: 2 }}>
            <SaveButton alwaysEnable />
          </Stack>
        </Form>
      </CardContent>
    </Card>
  )
}
